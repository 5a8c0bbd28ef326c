/// The calls that wait for a connection, first come, first served. Those that end while they wait are passed over, and
/// forgotten when they are as many as the others.
struct CallQueue {
    private var calls: ContiguousArray<ClientCall> = []
    private var first = 0
    /// Those that still wait.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Slots in use, those of ended calls among them.
    var slots: Int { calls.count }

    mutating func append(_ call: ClientCall) {
        calls.append(call)
        count += 1
    }

    mutating func popFirst() -> ClientCall? {
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
    mutating func oneEnded() {
        count -= 1
        compactIfWorthwhile()
    }

    /// Those that still wait, in their order.
    var waiting: [ClientCall] { calls[first...].filter { !$0.hasEnded } }

    private mutating func compactIfWorthwhile() {
        guard calls.count > 2 * count + 16 || first == calls.count else { return }
        calls.removeSubrange(..<first)
        first = 0
        if calls.count > count { calls.removeAll { $0.hasEnded } }
    }
}
