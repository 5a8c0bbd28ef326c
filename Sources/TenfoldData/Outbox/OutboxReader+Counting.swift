import TenfoldCore

/// How much lies ahead, without a long scan of a long outbox.
extension OutboxReader {
    /// Exact over the next 20,000 places; what lies beyond is estimated by the share of these names in them.
    package func countEvents(shard: Int, after position: Int64, names: Set<String>) async throws -> Int? {
        try await countEvents(shard: shard, after: position, names: names, places: 20_000)
    }

    func countEvents(shard: Int, after position: Int64, names: Set<String>, places: Int) async throws -> Int {
        let wanted = names.sorted()
        return try await database.readShard(shard) { snapshot in
            try await snapshot.one(
                """
                SELECT COALESCE(SUM(CASE WHEN name IN (\(list: wanted)) THEN 1 ELSE 0 END), 0), COUNT(*),
                COALESCE(MAX(position), \(position)),
                COALESCE((SELECT MAX(position) FROM tenfold_outbox), \(position))
                FROM (SELECT position, name FROM tenfold_outbox WHERE position > \(position)
                ORDER BY position LIMIT \(places)) AS ahead
                """, as: AheadRow.self)
        }.events
    }
}

private struct AheadRow: RowDecodable {
    let events: Int

    init(row: inout Row) throws {
        let (wanted, counted): (Int, Int) = (try row.next(), try row.next())
        let (countedTo, last): (Int64, Int64) = (try row.next(), try row.next())
        let beyond = max(Double(last - countedTo), 0)
        events = wanted + (counted == 0 ? 0 : Int(beyond * Double(wanted) / Double(counted)))
    }
}
