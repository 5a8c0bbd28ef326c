import FoundationEssentials
import Logging
import TenfoldCore
import TenfoldResilience

extension StepsRunner {
    /// Runs the body and records its answer. Nil: another has this run, so its answer counts.
    func drive<Body: Command>(
        _ execution: RunExecution, _ message: Body, _ body: @Sendable (Body, Steps) async throws -> Body.Reply
    ) async throws -> Body.Reply? {
        DataMetrics.runsStarted.increment()
        do {
            let reply = try await body(message, Steps(execution: execution))
            if execution.ending == nil { return try await conclude(execution, reply) }
        } catch let refusal as Refusal where execution.ending == nil {
            try await conclude(execution, refusing: refusal)
        } catch {
            // What a body throws after its conclusion changes nothing any more.
            guard let ending = execution.ending else {
                throw await fail(execution, Body.name, error)
            }
            return try outcome(of: ending)
        }
        return try execution.ending.flatMap { try outcome(of: $0) }
    }

    private func outcome<Reply: Sendable>(of ending: RunEnding) throws -> Reply? {
        switch ending {
        case .replied(let reply):
            guard let reply = reply as? Reply else {
                throw Fault(
                    .programming, "the conclusion returned \(type(of: reply)), and the command replies \(Reply.self)")
            }
            return reply
        case .refused(let refusal), .keyReused(let refusal): throw refusal
        case .superseded:
            DataMetrics.runsSuperseded.increment()
            return nil
        }
    }

    /// The body returned without a conclusion: its reply is recorded by itself.
    private func conclude<Reply: Codable & Sendable>(_ execution: RunExecution, _ reply: Reply) async throws -> Reply? {
        let bytes = try StoredJSON.encode(reply)
        return try await ended(execution) {
            try await execution.finish { tx in
                try await execution.journal.record(reply: bytes, scope: execution.key.scope, in: tx)
            }
            execution.end(.replied(reply))
        }
    }

    /// A refusal left the body: it is the command's answer.
    private func conclude(_ execution: RunExecution, refusing refusal: Refusal) async throws {
        let _: Nothing? = try await ended(execution) {
            try await execution.finish { tx in
                try await execution.journal.record(refusal: refusal, scope: execution.key.scope, in: tx)
            }
            execution.end(.refused(refusal))
        }
    }

    private func ended<Reply: Sendable>(_ execution: RunExecution, _ record: () async throws -> Void) async throws
        -> Reply?
    {
        do {
            try await record()
        } catch {
            guard execution.ending != nil else { throw await fail(execution, execution.record.message, error) }
        }
        return try execution.ending.flatMap { try outcome(of: $0) }
    }

    /// Nothing is decided: what has begun is given back for recovery, and the caller is told so.
    private func fail(_ execution: RunExecution, _ name: String, _ error: any Error) async -> any Error {
        guard execution.hasBegun else { return error }
        logger.warning(
            "a command in steps was postponed",
            metadata: ["message": "\(name)", "attempt": "\(execution.lease.attempt)", "error": "\(error)"])
        await postpone(execution.lease, bucket: execution.key.bucket)
        return Fault(
            .unavailable,
            "\(name) was begun and could not be finished now; it will be resumed. Ask again under the same key for its reply."
        )
    }

    /// Gives a run back; false where it was given back or taken before. Where this fails too, the lease runs out and
    /// the run is found all the same.
    @discardableResult
    func postpone(_ lease: RunLease, bucket: Bucket) async -> Bool {
        let delay = settings.backoff.delayOfHalfOrMore(afterFailures: lease.attempt, random: settings.pacing.random())
        let (database, runs, clock) = (self.database, self.runs, settings.clock)
        do {
            let isPostponed = try await shielded {
                try await database.write(bucket: bucket) { tx in
                    try await runs.postpone(lease, until: clock.now().addingTimeInterval(delay.seconds), in: tx)
                }
            }
            if isPostponed { DataMetrics.runsPostponed.increment() }
            return isPostponed
        } catch {
            logger.error("a run could not be given back; its lease must run out first", metadata: ["error": "\(error)"])
            return false
        }
    }
}
