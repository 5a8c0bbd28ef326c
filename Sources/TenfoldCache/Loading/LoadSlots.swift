import Synchronization
import TenfoldCore

/// Bounds the loads that run at once, first come, first served; and those that wait for it, by refusing more.
package final class LoadSlots: Sendable {
    private struct State {
        var free: Int
        var queue: [Int: CheckedContinuation<Void, any Error>] = [:]
        var firstTicket = 0
        var nextTicket = 0
    }

    private let maximumWaiting: Int
    private let state: Mutex<State>

    package init(count: Int, maximumWaiting: Int) {
        self.maximumWaiting = maximumWaiting
        state = Mutex(State(free: max(count, 1)))
    }

    /// Runs `body` in a slot. Throws `Fault` (`unavailable`) when too many wait for one already, (`cancelled`) when the
    /// present task is cancelled while it waits.
    package func withSlot<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await take()
        defer { giveBack() }
        return try await body()
    }

    private func take() async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if let outcome = enter(ticket, continuation) { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.queue.removeValue(forKey: ticket) }
            continuation?.resume(throwing: Self.cancelled)
        }
    }

    /// The outcome, nil when the continuation waits. A cancellation is seen here, or finds the continuation in the
    /// queue.
    private func enter(_ ticket: Int, _ continuation: CheckedContinuation<Void, any Error>) -> Result<Void, any Error>?
    {
        state.withLock { state in
            if Task.isCancelled { return .failure(Self.cancelled) }
            if state.free > 0 {
                state.free -= 1
                return .success(())
            }
            guard state.queue.count < maximumWaiting else {
                return .failure(
                    Fault(
                        .unavailable,
                        "too many cached values are being loaded at once: try again later, or allow more loads"))
            }
            state.queue[ticket] = continuation
            return nil
        }
    }

    private func giveBack() {
        let next: CheckedContinuation<Void, any Error>? = state.withLock { state in
            guard !state.queue.isEmpty else {
                state.firstTicket = state.nextTicket
                state.free += 1
                return nil
            }
            while state.firstTicket < state.nextTicket {
                state.firstTicket += 1
                if let next = state.queue.removeValue(forKey: state.firstTicket) { return next }
            }
            state.free += 1
            return nil
        }
        next?.resume()
    }

    private static let cancelled = Fault(.cancelled, "the load was given up while it waited for its turn")
}
