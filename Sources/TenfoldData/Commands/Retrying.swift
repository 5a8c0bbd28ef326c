import TenfoldCore
package import TenfoldResilience

/// Runs a transaction again, under its key, while its outcome is unknown or its bucket has moved.
package struct Retrying: Sendable {
    package var pacing: Pacing
    package var maximumAttempts = 5
    package var backoff = Backoff(base: .milliseconds(5), cap: .milliseconds(500))

    package init(pacing: Pacing) { self.pacing = pacing }

    /// `work` is told how often it was tried before.
    package func run<Value>(_ work: (_ attempt: Int) async throws -> Value) async throws -> Value {
        var attempt = 0
        var unknown: Fault?
        while true {
            do {
                return try await work(attempt)
            } catch let fault as Fault where [.unknownOutcome, .wrongShard].contains(fault.code) {
                attempt += 1
                if fault.code == .unknownOutcome { unknown = fault }
                let delay = backoff.delayOfHalfOrMore(afterFailures: attempt, random: pacing.random())
                let isTooLate = Call.current.deadline.map { pacing.now() + delay >= $0 } ?? false
                guard attempt < maximumAttempts, !isTooLate else { throw unknown ?? fault }
                DataMetrics.transactionsRetried.increment()
                try await pacing.sleep(delay)
            } catch let fault as Fault where fault.isRetriable {
                // That this attempt changed nothing says nothing of the one before.
                throw unknown ?? fault
            }
        }
    }
}

/// Runs what must be tried even when the caller is gone: without the caller's deadline and cancellation.
package func shielded<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task {
        try await Call.$current.withValue(Call()) { try await work() }
    }.value
}
