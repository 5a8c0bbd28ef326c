package import FoundationEssentials
import TenfoldCore

extension OutboxReader {
    /// Deletes the events that all of `subscribers` have passed, oldest first, in transactions of `chunk` rows, at most
    /// `maximumChunks` of them. Answers how many went.
    ///
    /// A subscriber that is declared but was never here holds all back; one that is not declared any more holds nothing
    /// back. Where nobody subscribes, events from before `cutoff` go. The last event of a shard and all sequences stay.
    package func sweep(
        shard: Int, subscribers: Set<String>, before cutoff: Date, chunk: Int = 500, maximumChunks: Int = 20
    ) async throws -> Int {
        var deleted = 0
        for _ in 0..<maximumChunks {
            let count = try await database.writeShard(shard) { tx in
                let passed = try await Self.passed(by: subscribers, in: tx)
                return try await tx.execute(
                    """
                    DELETE FROM tenfold_outbox WHERE position IN (
                    SELECT position FROM tenfold_outbox ORDER BY position LIMIT \(chunk))
                    AND position < (SELECT MAX(position) FROM tenfold_outbox)
                    AND \(subscribers.isEmpty ? "occurred_at < \(cutoff)" as SQL : "position <= \(passed)")
                    """)
            }
            deleted += count
            guard count == chunk else { break }
        }
        DataMetrics.outboxSwept.increment(by: deleted)
        return deleted
    }

    /// How many events of a shard a subscriber has before it, by places.
    package func lag(of subscriber: String, shard: Int) async throws -> Int64 {
        try await database.readShard(shard) { snapshot in
            try await snapshot.one(
                """
                SELECT COALESCE((SELECT MAX(position) FROM tenfold_outbox), 0)
                - COALESCE((SELECT position FROM tenfold_cursor WHERE subscriber = \(subscriber)), 0)
                """)
        }
    }

    private static func passed(by subscribers: Set<String>, in tx: Transaction) async throws -> Int64 {
        let places = try await tx.all(
            "SELECT position FROM tenfold_cursor WHERE subscriber IN (\(list: subscribers.sorted()))", as: Int64.self)
        return places.count == subscribers.count ? places.min() ?? 0 : 0
    }
}
