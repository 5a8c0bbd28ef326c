package import FoundationEssentials
import Logging
import TenfoldCore

extension StepsRunner {
    /// Finds the runs whose lease and wait are over, takes them, and resumes each through `resume`, which must end in
    /// `StepsRunner.resume` with the command's types. Answers how many it resumed.
    ///
    /// The attempt is counted and committed before the body runs, so that a command that kills the process is seen and,
    /// after `maximumAttempts`, set aside.
    package func recover(
        now: Date, resume: @escaping @Sendable (RecordedRun) async throws -> Void
    ) async throws -> Int {
        var resumed = 0
        for shard in 0..<database.engine.shardCount {
            let (runs, limit) = (self.runs, settings.recoveredAtOnce)
            let due = try await database.readShard(shard) { try await runs.due(now, limit: limit, in: $0) }
            resumed += try await withThrowingTaskGroup(of: Bool.self) { group in
                for run in due {
                    group.addTask { try await self.recover(run, now, resume) }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
        }
        return resumed
    }

    private func recover(
        _ due: RecordedRun, _ now: Date, _ resume: @Sendable (RecordedRun) async throws -> Void
    ) async throws -> Bool {
        guard case .entered = registry.enter(due.scope, bucket: due.bucket) else { return false }
        defer { registry.leave(due.scope) }
        guard let run = try await take(due, now) else { return false }
        DataMetrics.runsRecovered.increment()
        do {
            let recorded = try run.call()
            let call = Call(
                principal: recorded.principal, deadline: settings.pacing.now() + settings.attemptTimeout,
                attempt: run.attempts, idempotencyKey: recorded.idempotencyKey,
                trace: recorded.traceparent.flatMap { TraceContext(traceparent: $0) },
                requestID: recorded.requestID.flatMap { RequestID($0) })
            try await Call.$current.withValue(call) { try await resume(run) }
        } catch is Refusal {
            // The command's recorded answer.
        } catch {
            // Changes nothing where the run has given itself back already.
            if await postpone(RunLease(scope: run.scope, owner: owner, attempt: run.attempts), bucket: run.bucket) {
                logger.warning(
                    "a run could not be resumed", metadata: ["message": "\(run.message)", "error": "\(error)"])
            }
        }
        return true
    }

    /// Takes the lease and counts the attempt; nil when another was faster, or when it was tried too often.
    private func take(_ due: RecordedRun, _ now: Date) async throws -> RecordedRun? {
        let (runs, owner) = (self.runs, self.owner)
        if due.attempts >= settings.maximumAttempts {
            if try await database.write(bucket: due.bucket, { try await runs.setAside(due, in: $0) }) {
                DataMetrics.runsStuck.increment()
                logger.error(
                    "a command in steps failed too often and was set aside",
                    metadata: ["message": "\(due.message)", "attempts": "\(due.attempts)"])
            }
            return nil
        }
        let until = now.addingTimeInterval(settings.lease.seconds)
        let isTaken = try await database.write(bucket: due.bucket) { tx in
            try await runs.take(due, owner: owner, now: now, until: until, in: tx)
        }
        guard isTaken else { return nil }
        var run = due
        run.attempts += 1
        return run
    }

    /// Renews the leases of all runs of this process. Call it every `heartbeat`.
    package func renewLeases(now: Date) async throws {
        let until = now.addingTimeInterval(settings.lease.seconds)
        let present = registry.present
        let byShard = Dictionary(grouping: present) { database.engine.shard(of: $0.bucket) }
        for (shard, entries) in byShard {
            var rest = entries.map(\.scope)[...]
            while !rest.isEmpty {
                let (runs, owner, scopes) = (self.runs, self.owner, Array(rest.prefix(500)))
                rest = rest.dropFirst(500)
                try await database.writeShard(shard) { tx in
                    try await runs.renew(owner: owner, scopes: scopes, until: until, in: tx)
                }
            }
        }
    }

    /// Gives all runs of this process back at once: on a graceful stop, after requests have drained.
    package func releaseLeases() async throws {
        let (runs, owner) = (self.runs, self.owner)
        for shard in 0..<database.engine.shardCount {
            try await database.writeShard(shard) { try await runs.release(owner: owner, in: $0) }
        }
    }

    /// The runs that were set aside, oldest first, at most `limit` a shard.
    package func stuck(limit: Int = 100) async throws -> [RecordedRun] {
        let runs = self.runs
        return try await database.readEverywhere { try await runs.stuck(limit: limit, in: $0) }.flatMap { $0 }
    }

    /// Lets a run that was set aside be tried anew; false when there is none.
    package func retry(_ run: RecordedRun, now: Date) async throws -> Bool {
        let runs = self.runs
        return try await database.write(bucket: run.bucket) { try await runs.unstick(run.scope, now: now, in: $0) }
    }

    /// Heartbeats and recovery until cancelled; then gives the leases back.
    package func runUntilCancelled(resume: @escaping @Sendable (RecordedRun) async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await self.every(self.settings.heartbeat) { try await self.renewLeases(now: self.settings.clock.now()) }
            }
            group.addTask {
                await self.every(self.settings.recoveryInterval) {
                    // After a crash there may be many: no pause while rounds are full.
                    while try await self.recover(now: self.settings.clock.now(), resume: resume)
                        >= self.settings.recoveredAtOnce
                    {}
                }
            }
        }
        do {
            try await shielded { try await self.releaseLeases() }
        } catch {
            logger.warning("leases were not given back; they run out by themselves", metadata: ["error": "\(error)"])
        }
    }

    private func every(_ interval: Duration, _ work: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do {
                try await work()
            } catch {
                if !Task.isCancelled { logger.warning("steps: a round failed", metadata: ["error": "\(error)"]) }
            }
            do { try await settings.pacing.sleep(interval) } catch { return }
        }
    }
}
