import Glibc

/// A bounded first-in, first-out line that database threads block on.
// @unchecked: everything mutable is touched with `mutex` held.
final class WaitingLine<Element: Sendable>: @unchecked Sendable {
    enum Admission { case accepted, full, closed }

    let limit: Int
    // pthread's objects must not move, so they live on the heap; only `deinit`, when nobody can wait, frees them.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let hasNews = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element?] = []
    private var head = 0
    private var isClosed = false

    init(limit: Int) {
        self.limit = limit
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(hasNews, nil)
    }

    deinit {
        pthread_cond_destroy(hasNews)
        pthread_mutex_destroy(mutex)
        hasNews.deallocate()
        mutex.deallocate()
    }

    var count: Int { locked { elements.count - head } }

    func enqueue(_ element: Element) -> Admission {
        locked {
            guard !isClosed else { return .closed }
            guard elements.count - head < limit else { return .full }
            elements.append(element)
            pthread_cond_signal(hasNews)
            return .accepted
        }
    }

    /// The next element, as soon as there is one; nil once the line is closed and empty.
    func next() -> Element? {
        locked {
            while head == elements.count {
                guard !isClosed else { return nil }
                pthread_cond_wait(hasNews, mutex)
            }
            return takeFirst()
        }
    }

    /// The next element if one is waiting now.
    func nextIfWaiting() -> Element? {
        locked { head == elements.count ? nil : takeFirst() }
    }

    /// Refuses newcomers from now on; those that wait are still served.
    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(hasNews)
        }
    }

    private func takeFirst() -> Element? {
        let first = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count || head >= 1024 {
            elements.removeFirst(head)
            head = 0
        }
        return first
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
