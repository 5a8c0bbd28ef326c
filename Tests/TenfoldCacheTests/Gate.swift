import Synchronization

/// Holds loads back until the test opens it, and counts them.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var arrived: Int { state.withLock { $0.arrived } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.held.append(continuation) }
                return state.isOpen
            }
            if goesOn { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}

/// A number that tasks share.
final class Tally: Sendable {
    private let number = Mutex(0)
    var now: Int { number.withLock { $0 } }

    @discardableResult
    func add(_ difference: Int) -> Int {
        number.withLock { number in
            number += difference
            return number
        }
    }

    func raise(to least: Int) { number.withLock { $0 = max($0, least) } }
}

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}
