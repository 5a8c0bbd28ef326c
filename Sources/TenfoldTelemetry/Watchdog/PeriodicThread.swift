import Glibc
import Synchronization

/// A thread that does one thing every so often, until it is stopped. It sleeps in `poll(2)`, on a pipe whose closing
/// wakes it.
final class PeriodicThread: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: Int32
        var description: String { "\(call) failed: \(String(cString: strerror(code)))" }
    }

    /// What the thread is handed.
    private final class Work: Sendable {
        let milliseconds: Int32
        let wake: Int32
        let body: @Sendable () -> Void

        init(milliseconds: Int32, wake: Int32, body: @escaping @Sendable () -> Void) {
            self.milliseconds = milliseconds
            self.wake = wake
            self.body = body
        }

        func run() {
            var question = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
            while true {
                let answer = poll(&question, 1, milliseconds)
                // Anything on the pipe, its end above all, is the sign to stop.
                if answer > 0 { return }
                if answer == 0 { body() }
            }
        }
    }

    private struct Handle {
        let thread: pthread_t
        let wake: (read: Int32, write: Int32)
    }

    private let handle: Mutex<Handle?>

    /// - Parameter period: at least a millisecond.
    init(period: Duration, body: @escaping @Sendable () -> Void) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(call: "pipe", code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (seconds, attoseconds) = period.components
        let milliseconds = Int32(clamping: max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
        let work = Work(milliseconds: milliseconds, wake: ends[0], body: body)
        var thread = pthread_t()
        // The retain taken here is given back by the thread, or below where there is none.
        let box = Unmanaged.passRetained(work)
        let code = pthread_create(
            &thread, nil,
            { argument in
                // The pointer is the one passed below: a retained `Work`.
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            for end in ends { close(end) }
            throw Failure(call: "pthread_create", code: code)
        }
        handle = Mutex(Handle(thread: thread, wake: (read: ends[0], write: ends[1])))
    }

    /// Ends the thread and waits for it. Not to be called from the body.
    func stop() {
        guard let handle = handle.withLock({ $0.take() }) else { return }
        close(handle.wake.write)
        pthread_join(handle.thread, nil)
        close(handle.wake.read)
    }

    deinit { stop() }
}
