package import FoundationEssentials
package import TenfoldCore

/// Leases of a module's fleet: who does a thing that only one may do, until when. Each verb is one statement.
///
/// Times are the owners' clocks: a lease must be much longer than the clocks of a fleet differ, and whoever acts under
/// one must bear being overlapped by its successor (compare-and-set on its own rows, as timers and runs do).
package struct Leases: Sendable {
    package let database: Database

    package init(database: Database) { self.database = database }

    /// True when `owner` has the lease now: it was free, over, or its own.
    package func acquire(_ name: String, owner: String, for duration: Duration, now: Date) async throws -> Bool {
        try await write(name) { tx in
            try await Self.acquire(name, owner: owner, for: duration, now: now, in: tx)
        }
    }

    /// False when the lease is lost.
    package func renew(_ name: String, owner: String, for duration: Duration, now: Date) async throws -> Bool {
        try await write(name) { tx in
            try await tx.execute(
                """
                UPDATE tenfold_lease SET expires_at = \(now.addingTimeInterval(duration.seconds))
                WHERE name = \(name) AND owner = \(owner)
                """) == 1
        }
    }

    /// Gives it back; nothing happens where another has it.
    package func release(_ name: String, owner: String) async throws {
        _ = try await write(name) { try await Self.release(name, owner: owner, in: $0) }
    }

    static func acquire(
        _ name: String, owner: String, for duration: Duration, now: Date, in tx: Transaction
    ) async throws -> Bool {
        try await tx.execute(
            """
            INSERT INTO tenfold_lease (name, owner, expires_at)
            VALUES (\(name), \(owner), \(now.addingTimeInterval(duration.seconds)))
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
            WHERE tenfold_lease.expires_at <= \(now) OR tenfold_lease.owner = excluded.owner
            """) == 1
    }

    static func release(_ name: String, owner: String, in tx: Transaction) async throws -> Bool {
        try await tx.execute("DELETE FROM tenfold_lease WHERE name = \(name) AND owner = \(owner)") == 1
    }

    func write<Value: Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await database.write(bucket: Bucket(hashing: name), body)
    }
}
