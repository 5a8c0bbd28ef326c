/// What may wait for a connection.
package protocol QueuedCall {
    /// It waits no longer.
    var hasEnded: Bool { get }
}

/// The calls that wait for a connection, first come, first served. Those that end while they wait are passed over, and
/// forgotten when they are as many as the others.
package struct CallQueue<Call: QueuedCall> {
    private var calls: ContiguousArray<Call> = []
    private var first = 0
    /// Those that still wait.
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// Slots in use, those of ended calls among them.
    package var slots: Int { calls.count }

    package mutating func append(_ call: Call) {
        calls.append(call)
        count += 1
    }

    package mutating func popFirst() -> Call? {
        guard !calls.isEmpty else { return nil }
        while first < calls.count {
            let call = calls[first]
            first += 1
            guard !call.hasEnded else { continue }
            count -= 1
            compactIfWorthwhile()
            return call
        }
        compactIfWorthwhile()
        return nil
    }

    /// A call that waited here has ended.
    package mutating func oneEnded() {
        count -= 1
        compactIfWorthwhile()
    }

    /// Those that still wait, in their order.
    package var waiting: [Call] { calls[first...].filter { !$0.hasEnded } }

    private mutating func compactIfWorthwhile() {
        guard calls.count > 2 * count + 16 || first == calls.count else { return }
        calls.removeSubrange(..<first)
        first = 0
        if calls.count > count { calls.removeAll { $0.hasEnded } }
    }
}
