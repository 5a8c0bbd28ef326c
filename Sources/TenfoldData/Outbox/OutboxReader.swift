package import TenfoldCore

/// Reads a publisher's events in the order of their places, a stream a shard.
///
/// On SQLite a place is given under the one writer's lock, so places are in commit order and a reader that has passed
/// one never sees a lower one appear. Postgres will need the snapshot cursor of the design (section 7): what is visible
/// now and was not in the last snapshot.
package struct OutboxReader: OutboxReading {
    package let database: Database
    private let writer: OutboxWriter

    package init(database: Database, writer: OutboxWriter) {
        self.database = database
        self.writer = writer
    }

    package var publisher: String { database.engine.name }
    package var shardCount: Int { database.engine.shardCount }

    package func onPublish(_ wake: @escaping @Sendable (_ shard: Int) -> Void) {
        let engine = database.engine
        writer.onPublish { wake(engine.shard(of: $0)) }
    }

    /// Reads at most a bounded span of places at a time, so that rare names cost no long scan.
    package func events(
        shard: Int, after position: Int64, names: Set<String>, limit: Int
    ) async throws -> (events: [StoredEvent], readTo: Int64) {
        guard limit > 0 else { return ([], position) }
        let wanted = names.sorted()
        let span = max(limit * 8, 1000)
        return try await database.readShard(shard) { snapshot in
            let end: Int64? = try await snapshot.one(
                """
                SELECT MAX(position) FROM (SELECT position FROM tenfold_outbox WHERE position > \(position)
                ORDER BY position LIMIT \(span)) AS ahead
                """)
            guard let end else { return ([], position) }
            let rows = try await snapshot.all(
                """
                SELECT position, event_id, name, key, bucket, sequence, body, traceparent, occurred_at FROM tenfold_outbox
                WHERE position > \(position) AND position <= \(end) AND name IN (\(list: wanted))
                ORDER BY position LIMIT \(limit)
                """, as: OutboxRow.self)
            let events = rows.map(\.event)
            return (events, events.count == limit ? events.last?.position ?? end : end)
        }
    }

    package func cursor(of subscriber: String, shard: Int) async throws -> OutboxCursor? {
        try await database.readShard(shard) { try await Self.cursor(of: subscriber, in: $0) }
    }

    package func register(_ subscriber: String, shard: Int) async throws -> OutboxCursor {
        try await database.writeShard(shard) { tx in
            // The last event always stays, so an empty outbox has never held one, and 0 says that nothing was missed.
            try await tx.execute(
                """
                INSERT INTO tenfold_cursor (subscriber, position, started_at)
                SELECT \(subscriber), COALESCE(MIN(position), 1) - 1, COALESCE(MIN(position), 1) - 1 FROM tenfold_outbox
                WHERE true ON CONFLICT (subscriber) DO NOTHING
                """)
            guard let cursor = try await Self.cursor(of: subscriber, in: tx) else {
                throw Fault(.unexpectedRow, "the cursor of \(subscriber) was written and is not there")
            }
            return cursor
        }
    }

    /// A cursor never goes back.
    package func saveCursor(of subscriber: String, shard: Int, position: Int64) async throws {
        _ = try await database.writeShard(shard) { tx in
            try await tx.execute(
                """
                UPDATE tenfold_cursor SET position = \(position)
                WHERE subscriber = \(subscriber) AND position < \(position)
                """)
        }
    }

    private static func cursor(of subscriber: String, in reading: some SQLReading) async throws -> OutboxCursor? {
        try await reading.first(
            "SELECT position, started_at FROM tenfold_cursor WHERE subscriber = \(subscriber)", as: CursorRow.self
        )?.cursor
    }
}

private struct CursorRow: RowDecodable {
    let cursor: OutboxCursor

    init(row: inout Row) throws { cursor = OutboxCursor(position: try row.next(), startedAt: try row.next()) }
}

private struct OutboxRow: RowDecodable {
    let event: StoredEvent

    init(row: inout Row) throws {
        event = StoredEvent(
            position: try row.next(), id: try row.next(), name: try row.next(), key: try row.next(),
            bucket: Bucket(try row.next()), sequence: try row.next(), body: try row.next(),
            traceparent: try row.next(), occurredAt: try row.next())
    }
}
