import FoundationEssentials
import TenfoldCore

/// Who runs a command in steps, and which try of it that is: together they fence off whoever had it before.
package struct RunLease: Hashable, Sendable {
    package let scope: [UInt8]
    package let owner: String
    package let attempt: Int
}

/// The statements on `tenfold_run` and `tenfold_step`, in the command's bucket.
package struct RunTable: Sendable {
    static let running = 0
    static let stuck = 1

    package init() {}

    func insert(
        _ lease: RunLease, bucket: Bucket, message: String, body: [UInt8], call: [UInt8], until: Date,
        in tx: Transaction
    ) async throws {
        let now = tx.services.clock.now()
        try await tx.execute(
            """
            INSERT INTO tenfold_run (scope, bucket, message, body, call, state, lease_owner, lease_until, attempts,
            next_attempt_at, created_at) VALUES (\(lease.scope), \(bucket.number), \(message), \(body), \(call),
            \(Self.running), \(lease.owner), \(until), \(lease.attempt), \(now), \(now))
            """)
    }

    /// Renews the lease; false when another has the run by now, or it is over.
    func renew(_ lease: RunLease, until: Date, in tx: Transaction) async throws -> Bool {
        try await tx.execute(
            """
            UPDATE tenfold_run SET lease_until = \(until)
            WHERE scope = \(lease.scope) AND lease_owner = \(lease.owner) AND attempts = \(lease.attempt)
            """) == 1
    }

    /// Removes a run that is over, with its steps; false when another has it by now.
    func remove(_ lease: RunLease, in tx: Transaction) async throws -> Bool {
        let removed = try await tx.execute(
            """
            DELETE FROM tenfold_run
            WHERE scope = \(lease.scope) AND lease_owner = \(lease.owner) AND attempts = \(lease.attempt)
            """)
        guard removed == 1 else { return false }
        try await tx.execute("DELETE FROM tenfold_step WHERE scope = \(lease.scope)")
        return true
    }

    /// Runs whose lease and whose wait are over, longest due first.
    func due(_ now: Date, limit: Int, in reading: some SQLReading) async throws -> [RecordedRun] {
        try await reading.all(
            """
            SELECT \(RecordedRun.columns) FROM tenfold_run
            WHERE state = \(Self.running) AND lease_until <= \(now) AND next_attempt_at <= \(now)
            ORDER BY next_attempt_at LIMIT \(limit)
            """)
    }

    /// Takes a due run over and counts the attempt; false when another process was faster.
    func take(_ run: RecordedRun, owner: String, now: Date, until: Date, in tx: Transaction) async throws -> Bool {
        try await tx.execute(
            """
            UPDATE tenfold_run SET lease_owner = \(owner), lease_until = \(until), attempts = attempts + 1
            WHERE scope = \(run.scope) AND attempts = \(run.attempts) AND state = \(Self.running)
            AND lease_until <= \(now)
            """) == 1
    }

    /// Gives a run back for a later try.
    func postpone(_ lease: RunLease, until: Date, in tx: Transaction) async throws -> Bool {
        try await tx.execute(
            """
            UPDATE tenfold_run SET lease_owner = NULL, lease_until = \(tx.services.clock.now()), next_attempt_at = \(until)
            WHERE scope = \(lease.scope) AND lease_owner = \(lease.owner) AND attempts = \(lease.attempt)
            """) == 1
    }

    /// Sets a run aside: no process tries it again by itself.
    func setAside(_ run: RecordedRun, in tx: Transaction) async throws -> Bool {
        try await tx.execute(
            """
            UPDATE tenfold_run SET state = \(Self.stuck), lease_owner = NULL
            WHERE scope = \(run.scope) AND attempts = \(run.attempts) AND state = \(Self.running)
            """) == 1
    }

    /// Lets a run that was set aside be tried anew; false when there is none.
    func unstick(_ scope: [UInt8], now: Date, in tx: Transaction) async throws -> Bool {
        try await tx.execute(
            """
            UPDATE tenfold_run SET state = \(Self.running), attempts = 0, lease_until = \(now), next_attempt_at = \(now)
            WHERE scope = \(scope) AND state = \(Self.stuck)
            """) == 1
    }

    func stuck(limit: Int, in reading: some SQLReading) async throws -> [RecordedRun] {
        try await reading.all(
            """
            SELECT \(RecordedRun.columns) FROM tenfold_run WHERE state = \(Self.stuck)
            ORDER BY created_at LIMIT \(limit)
            """)
    }

    func renew(owner: String, scopes: [[UInt8]], until: Date, in tx: Transaction) async throws {
        try await tx.execute(
            """
            UPDATE tenfold_run SET lease_until = \(until)
            WHERE lease_owner = \(owner) AND scope IN (\(list: scopes))
            """)
    }

    func release(owner: String, in tx: Transaction) async throws {
        let now = tx.services.clock.now()
        try await tx.execute(
            """
            UPDATE tenfold_run SET lease_owner = NULL, lease_until = \(now), next_attempt_at = \(now)
            WHERE lease_owner = \(owner)
            """)
    }
}
