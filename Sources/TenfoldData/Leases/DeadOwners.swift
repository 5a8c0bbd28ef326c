package import FoundationEssentials
package import TenfoldCore

/// Frees what processes held that are known to be dead, so that nobody waits until their leases run out.
///
/// Only a place that knows all its processes can tell who is dead: on SQLite that is the data folder.
package enum DeadOwners {
    /// Ends the leases and the runs of all owners but `living`; answers how many.
    package static func free(in database: Database, living: Set<String>, now: Date) async throws -> Int {
        var freed = 0
        for shard in 0..<database.engine.shardCount {
            freed += try await database.writeShard(shard) { tx in
                let names = living.sorted()
                let leases = try await tx.execute("DELETE FROM tenfold_lease WHERE owner NOT IN (\(list: names))")
                let runs = try await tx.execute(
                    """
                    UPDATE tenfold_run SET lease_until = \(now), next_attempt_at = \(now)
                    WHERE lease_until > \(now) AND lease_owner NOT IN (\(list: names))
                    """)
                return leases + runs
            }
        }
        return freed
    }
}
