import Dispatch
import Metrics
import Synchronization
import TenfoldCore

/// A few threads of their own for slow work, with a bounded line before them.
///
/// Slow work on the caller's executor would stop every request of its event loop, and on the shared pool every task of
/// the process.
final class HashingLanes: Sendable {
    private struct Waiter: Sendable {
        let number: UInt64
        let work: @Sendable () -> Void
        let fail: @Sendable (Fault) -> Void
    }

    private struct State {
        var idleLanes: [Int]
        var line: [Waiter] = []
        var lastNumber: UInt64 = 0
    }

    private enum Admission {
        case start(lane: Int)
        case wait
        case refuse
    }

    private let queues: [DispatchQueue]
    private let lineLimit: Int
    private let state: Mutex<State>
    private let waitingGauge = Gauge(label: "tenfold_password_hashes_waiting")
    private let refusals = Counter(label: "tenfold_password_hashes_refused_total")

    /// As many threads as `lanes`, at most `lineLimit` waiting for one.
    init(lanes: Int, lineLimit: Int) {
        let lanes = max(1, lanes)
        self.queues = (0..<lanes).map { DispatchQueue(label: "tenfold.passwords.\($0)") }
        self.lineLimit = max(0, lineLimit)
        self.state = Mutex(State(idleLanes: Array(0..<lanes)))
    }

    /// How many wait for a thread.
    var waitingCount: Int { state.withLock { $0.line.count } }

    /// Runs `work` on a lane's thread and waits for it.
    ///
    /// Throws `Fault.unavailable` when the line is full, and `Fault.cancelled` when the caller is cancelled while in
    /// line; work that has begun runs to its end.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
                let waiter = Waiter(number: number) {
                    continuation.resume(with: Swift.Result { try work() })
                } fail: {
                    continuation.resume(throwing: $0)
                }
                admit(waiter)
            }
        } onCancel: {
            leaveLine(number)
        }
    }

    private func admit(_ waiter: Waiter) {
        // A cancellation from here on finds the waiter in line; one from before is seen here.
        if Task.isCancelled { return waiter.fail(Self.cancelled) }
        let admission = state.withLock { state -> Admission in
            if let lane = state.idleLanes.popLast() { return .start(lane: lane) }
            guard state.line.count < lineLimit else { return .refuse }
            state.line.append(waiter)
            waitingGauge.record(state.line.count)
            return .wait
        }
        switch admission {
        case .start(let lane): queues[lane].async { self.serve(waiter, on: lane) }
        case .wait: if Task.isCancelled { leaveLine(waiter.number) }
        case .refuse:
            refusals.increment()
            waiter.fail(Fault(.unavailable, "too many passwords are being checked: try again in a few seconds"))
        }
    }

    private func serve(_ first: Waiter, on lane: Int) {
        var next: Waiter? = first
        while let waiter = next {
            waiter.work()
            next = state.withLock { state in
                guard !state.line.isEmpty else {
                    state.idleLanes.append(lane)
                    return nil
                }
                let waiter = state.line.removeFirst()
                waitingGauge.record(state.line.count)
                return waiter
            }
        }
    }

    private func leaveLine(_ number: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let place = state.line.firstIndex(where: { $0.number == number }) else { return nil }
            let waiter = state.line.remove(at: place)
            waitingGauge.record(state.line.count)
            return waiter
        }
        waiter?.fail(Self.cancelled)
    }

    private static let cancelled = Fault(.cancelled, "the caller left before its password was checked")
}
