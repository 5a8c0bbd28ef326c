/// Whether a failed attempt is made again, and when.
///
/// Only the outermost caller retries: were each of three layers to try thrice, the innermost would get 27 requests for
/// one (Google's SRE book, "Addressing Cascading Failures"). The wait has full jitter (`Backoff`), a retry that could
/// not end before the deadline is not made, and every retry is paid for from a `RetryBudget`.
package struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most, the first time included.
    package var maximumAttempts = 3
    /// The waits between attempts.
    package var backoff = Backoff(base: .milliseconds(10), cap: .seconds(1))

    package init() {}

    /// What to do with a request of which an attempt failed.
    ///
    /// The caller asks only if the failure may be another time's success and the request may be sent twice (a query, or
    /// a command under its key).
    package func decision(
        after attempt: FailedAttempt, budget: inout RetryBudget, now: Duration,
        using random: inout some RandomNumberGenerator
    ) -> Decision {
        guard attempt.number < maximumAttempts else { return .giveUp(.attempts) }
        guard attempt.isOutermost || !attempt.reachedServer else { return .giveUp(.notOutermost) }
        let wait = backoff.delay(afterFailures: max(1, attempt.number), using: &random)
        if let deadline = attempt.deadline, now + wait >= deadline { return .giveUp(.deadline) }
        guard budget.withdraw(now: now) else { return .giveUp(.budget) }
        return .retry(after: wait)
    }
}

extension RetryPolicy {
    package struct FailedAttempt: Hashable, Sendable {
        /// Counted from 1.
        package var number: Int
        /// Whether no other caller above this one would retry.
        package var isOutermost: Bool
        /// False if the request certainly never reached a server, as when the connection was refused: then any layer
        /// may retry, since no work is multiplied.
        package var reachedServer: Bool
        /// When the request as a whole has to be done, on the clock of `now`.
        package var deadline: Duration?

        package init(number: Int, isOutermost: Bool, reachedServer: Bool = true, deadline: Duration? = nil) {
            self.number = number
            self.isOutermost = isOutermost
            self.reachedServer = reachedServer
            self.deadline = deadline
        }
    }

    package enum Decision: Hashable, Sendable {
        /// Wait so long, then send it again. The budget has been charged.
        case retry(after: Duration)
        case giveUp(Reason)
    }

    /// Why there is no retry, in words for logs and as a label of a metric.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case attempts
        case notOutermost = "not-outermost"
        case deadline
        case budget
    }
}
