import Synchronization
import TenfoldCore

/// The runs of this process, so that a duplicate waits for the one that runs and leases are renewed.
final class RunRegistry: Sendable {
    enum Entrance {
        case entered
        /// It runs here already.
        case running(FinishSignal)
    }

    private let runs = Mutex<[[UInt8]: (bucket: Bucket, finish: FinishSignal)]>([:])

    func enter(_ scope: [UInt8], bucket: Bucket) -> Entrance {
        let (entrance, count) = runs.withLock { runs -> (Entrance, Int) in
            if let present = runs[scope] { return (.running(present.finish), runs.count) }
            runs[scope] = (bucket, FinishSignal())
            return (.entered, runs.count)
        }
        DataMetrics.runsRunning.record(count)
        return entrance
    }

    func leave(_ scope: [UInt8]) {
        let (removed, count) = runs.withLock { runs in (runs.removeValue(forKey: scope), runs.count) }
        DataMetrics.runsRunning.record(count)
        removed?.finish.fire()
    }

    /// What fires when the run of this scope in this process is over; nil when there is none.
    func finish(of scope: [UInt8]) -> FinishSignal? { runs.withLock { $0[scope]?.finish } }

    var present: [(scope: [UInt8], bucket: Bucket)] { runs.withLock { runs in runs.map { ($0.key, $0.value.bucket) } } }
}

/// Fires once; wakes whoever waits. Waiters are bounded by the calls in flight.
final class FinishSignal: Sendable {
    private struct State {
        var hasFired = false
        var next = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    func fire() {
        let waiters = state.withLock { state in
            state.hasFired = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// Returns when it fires, or when the task is cancelled.
    func wait() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.hasFired || Task.isCancelled { return true }
                    state.waiters[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }
}
