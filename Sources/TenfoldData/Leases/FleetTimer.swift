package import FoundationEssentials
package import TenfoldCore

/// Timers that run once per fleet: what is due is a row, and who runs it has a lease.
package struct FleetTimer: Sendable {
    /// What became of a look at a timer.
    package enum Outcome: Hashable, Sendable {
        case notDue
        /// Another process runs it.
        case heldElsewhere
        case ran
    }

    private let leases: Leases
    /// How long a process that runs a timer is waited for after it was last heard of.
    package var lease: Duration
    let pacing: Pacing
    let clock: any WallClock

    package init(
        database: Database, lease: Duration = .seconds(30), clock: any WallClock = SystemWallClock(),
        pacing: Pacing = .system
    ) {
        leases = Leases(database: database)
        self.lease = lease
        self.clock = clock
        self.pacing = pacing
    }

    /// Runs `work` when the timer is due and no other process runs it. Call it often; it costs one read when nothing is
    /// due.
    ///
    /// The next time is set when the work is over, whether it threw or not: so a process that dies in it is followed by
    /// another after the lease (at least once), and a failure waits for the next time. Times missed are run once.
    package func runIfDue(
        _ name: String, every interval: Duration, now: Date, owner: String,
        work: @escaping @Sendable () async throws -> Void
    ) async throws -> Outcome {
        let nextDue = try await leases.database.read(bucket: Bucket(hashing: leaseName(name))) {
            try await Self.nextDue(name, in: $0)
        }
        if let nextDue, nextDue > now { return .notDue }
        let taken = try await take(name, now: now, owner: owner)
        guard taken == .ran else { return taken }
        let result = await renewing(name, owner) {
            do {
                try await work()
                return Result<Void, any Error>.success(())
            } catch {
                return .failure(error)
            }
        }
        if Task.isCancelled, case .failure = result {
            // The process is stopping: another one runs it at once.
            try await shielded { [leases] in try await leases.release(leaseName(name), owner: owner) }
        } else {
            let next = now.addingTimeInterval(interval.seconds)
            try await shielded { try await finish(name, next: max(next, clock.now()), owner: owner) }
        }
        DataMetrics.timersRun.increment()
        if case .failure = result { DataMetrics.timersFailed.increment() }
        try result.get()
        return .ran
    }

    private func take(_ name: String, now: Date, owner: String) async throws -> Outcome {
        try await leases.write(leaseName(name)) { tx in
            // Looked at again behind the lease: another may have run it since.
            let isOurs = try await Leases.acquire(leaseName(name), owner: owner, for: lease, now: now, in: tx)
            guard isOurs else { return .heldElsewhere }
            guard let nextDue = try await Self.nextDue(name, in: tx), nextDue > now else { return .ran }
            _ = try await Leases.release(leaseName(name), owner: owner, in: tx)
            return .notDue
        }
    }

    private func finish(_ name: String, next: Date, owner: String) async throws {
        try await leases.write(leaseName(name)) { tx in
            // Who lost the lease leaves the time to its successor.
            guard try await Leases.release(leaseName(name), owner: owner, in: tx) else { return }
            try await tx.execute(
                """
                INSERT INTO tenfold_timer (name, next_due) VALUES (\(name), \(next))
                ON CONFLICT (name) DO UPDATE SET next_due = excluded.next_due
                """)
        }
    }

    /// Renews the lease at a third of it while `work` runs; cancels the work when the lease is lost.
    private func renewing(
        _ name: String, _ owner: String, _ work: @escaping @Sendable () async -> Result<Void, any Error>
    ) async -> Result<Void, any Error> {
        await withTaskGroup(of: Result<Void, any Error>?.self) { group in
            group.addTask { await work() }
            group.addTask {
                while true {
                    do {
                        try await pacing.sleep(lease / 3)
                        let isOurs = try await leases.renew(leaseName(name), owner: owner, for: lease, now: clock.now())
                        guard isOurs else { return nil }
                    } catch {
                        if Task.isCancelled { return nil }
                    }
                }
            }
            defer { group.cancelAll() }
            var result: Result<Void, any Error>?
            while result == nil, let next = await group.next() {
                if let next { result = next } else { group.cancelAll() }
            }
            return result ?? .failure(CancellationError())
        }
    }

    private func leaseName(_ name: String) -> String { "timer/" + name }

    private static func nextDue(_ name: String, in reading: some SQLReading) async throws -> Date? {
        try await reading.first("SELECT next_due FROM tenfold_timer WHERE name = \(name)")
    }
}
