package import FoundationEssentials
package import TenfoldCore

/// Reads the invalidations of a module, a shard at a time. As with the outbox, places are in commit order on SQLite
/// only.
package struct InvalidationReader: Sendable {
    /// A value that must be forgotten.
    package struct Entry: Hashable, Sendable, RowDecodable {
        package let position: Int64
        package let cache: String
        package let key: String

        package init(row: inout Row) throws {
            position = try row.next()
            cache = try row.next()
            key = try row.next()
        }
    }

    /// What came after a place.
    package struct Batch: Hashable, Sendable {
        package let entries: [Entry]
        /// Where to go on.
        package let readTo: Int64
        /// Rows may have been deleted before they were read: forget everything.
        package let mayHaveMissed: Bool
        /// There is more.
        package let isFull: Bool
    }

    package let database: Database

    package init(database: Database) { self.database = database }

    /// At most `limit` invalidations after a place.
    package func poll(shard: Int, after position: Int64, limit: Int = 1000) async throws -> Batch {
        try await database.readShard(shard) { snapshot in
            let entries: [Entry] = try await snapshot.all(
                """
                SELECT position, cache, key FROM tenfold_invalidation WHERE position > \(position)
                ORDER BY position LIMIT \(limit)
                """)
            guard let last = entries.last else {
                return Batch(entries: [], readTo: position, mayHaveMissed: false, isFull: false)
            }
            let oldest: Int64? = try await snapshot.one("SELECT MIN(position) FROM tenfold_invalidation")
            return Batch(
                entries: entries, readTo: last.position, mayHaveMissed: (oldest ?? 0) > position + 1,
                isFull: entries.count == limit)
        }
    }

    /// The last place there is: where a process with an empty cache starts.
    package func end(shard: Int) async throws -> Int64 {
        try await database.readShard(shard) {
            try await $0.one("SELECT COALESCE(MAX(position), 0) FROM tenfold_invalidation")
        }
    }

    /// Deletes invalidations from before `cutoff` (at least 60 s ago), in bounded chunks; the last of a shard stays.
    package func sweep(shard: Int, before cutoff: Date, chunk: Int = 500, maximumChunks: Int = 20) async throws -> Int {
        var deleted = 0
        for _ in 0..<maximumChunks {
            let count = try await database.writeShard(shard) { tx in
                try await tx.execute(
                    """
                    DELETE FROM tenfold_invalidation WHERE position IN (
                    SELECT position FROM tenfold_invalidation ORDER BY position LIMIT \(chunk))
                    AND at < \(cutoff) AND position < (SELECT MAX(position) FROM tenfold_invalidation)
                    """)
            }
            deleted += count
            guard count == chunk else { break }
        }
        return deleted
    }
}
