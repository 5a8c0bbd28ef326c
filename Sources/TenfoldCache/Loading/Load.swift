import Synchronization
package import TenfoldCore

/// One load under way and all who wait for it. Its outcome goes to every one of them; one that leaves disturbs no
/// other.
package final class Load: Sendable {
    private struct State {
        var outcome: Result<CachedValue, any Error>?
        var waiters: [Int: CheckedContinuation<CachedValue, any Error>] = [:]
        var leftEarly: [Int: Fault] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Waits for the outcome, at most until `deadline`, or until the present task is cancelled.
    package func wait(until deadline: ContinuousClock.Instant?) async throws -> CachedValue {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let timer = deadline.map { deadline in
            Task {
                try await Task.sleep(until: deadline, clock: .continuous)
                leave(
                    waiter,
                    Fault(.deadlineExceeded, "the time allowed for this call ran out while a cached value was loaded"))
            }
        }
        defer { timer?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enter(waiter, $0) }
        } onCancel: {
            leave(waiter, Fault(.cancelled, "the caller is gone"))
        }
    }

    /// Gives the outcome to all who wait; only the first outcome counts. Answers whether this was it.
    @discardableResult
    package func finish(_ outcome: Result<CachedValue, any Error>) -> Bool {
        let waiters: [CheckedContinuation<CachedValue, any Error>]? = state.withLock { state in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        guard let waiters else { return false }
        for waiter in waiters { waiter.resume(with: outcome) }
        return true
    }

    private func enter(_ waiter: Int, _ continuation: CheckedContinuation<CachedValue, any Error>) {
        let outcome: Result<CachedValue, any Error>? = state.withLock { state in
            if let fault = state.leftEarly.removeValue(forKey: waiter) { return .failure(fault) }
            if let outcome = state.outcome { return outcome }
            state.waiters[waiter] = continuation
            return nil
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    private func leave(_ waiter: Int, _ fault: Fault) {
        let continuation = state.withLock { state in
            let continuation = state.waiters.removeValue(forKey: waiter)
            if continuation == nil, state.outcome == nil { state.leftEarly[waiter] = fault }
            return continuation
        }
        continuation?.resume(throwing: fault)
    }
}
