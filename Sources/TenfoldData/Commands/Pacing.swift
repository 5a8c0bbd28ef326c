import TenfoldCore
package import TenfoldResilience

/// How the machinery waits and draws lots; tests put their own time in.
package struct Pacing: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    package var sleep: @Sendable (Duration) async throws -> Void
    /// In 0..<1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's time and luck.
    package static let system = Pacing(
        now: { .now }, sleep: { try await Task.sleep(for: $0) }, random: { .random(in: 0..<1) })
}

/// A bounded wait with back-off for something that others decide.
package struct Patience: Sendable {
    private let pacing: Pacing
    private let backoff: Backoff
    private let limit: ContinuousClock.Instant
    private var attempt = 0

    /// Waits until `bound` is over or the call's deadline has come, whichever is first.
    package init(_ pacing: Pacing, _ backoff: Backoff, bound: Duration) {
        self.pacing = pacing
        self.backoff = backoff
        let own = pacing.now() + bound
        limit = Call.current.deadline.map { min($0, own) } ?? own
    }

    /// How long to wait now. Throws `Fault.unavailable` when the time is over.
    package mutating func nextDelay(_ what: @autoclosure () -> String) throws -> Duration {
        attempt += 1
        let delay = backoff.delayOfHalfOrMore(afterFailures: attempt, random: pacing.random())
        guard pacing.now() + delay <= limit else {
            throw Fault(.unavailable, "\(what()) was not decided in the time allowed; try again under the same key")
        }
        return delay
    }

    package mutating func pause(_ what: @autoclosure () -> String) async throws {
        try await pacing.sleep(try nextDelay(what()))
    }
}
