import FoundationEssentials
import TenfoldCore

/// The states of a row of the parked table.
enum ParkedState {
    /// Given up; its followers wait for an operator.
    static let parked = "parked"
    /// Behind a parked event of its key.
    static let waiting = "waiting"
    /// To be handled again.
    static let replay = "replay"
}

/// Rows of the parked table, as the delivery writes and reads them.
extension SubscriberStore {
    /// Parks events of one key: the first as poison where it is one, the others as its followers.
    func park(_ events: [StoredEvent], of key: LaneKey, _ poison: Poison?) async throws {
        try await database.write(bucket: key.bucket) { tx in
            for event in events {
                try await tx.execute("DELETE FROM tenfold_attempt WHERE event_id = \(event.id)")
                // After a crash, what was applied or parked is read again.
                if let last = try await lastSequence(of: event, in: tx), last >= event.sequence {
                    try await tx.execute("DELETE FROM tenfold_parked WHERE event_id = \(event.id)")
                } else if let poison {
                    try await parkPoison(event, poison, in: tx)
                } else {
                    try await tx.execute(
                        "\(insert(event, ParkedState.waiting, attempts: 0, error: nil)) ON CONFLICT (event_id) DO NOTHING"
                    )
                }
            }
        }
    }

    /// What the delivery must do about a key with rows in the table.
    func parkedRows(of key: LaneKey, limit: Int) async throws -> ParkedRows {
        let rows = try await database.read(bucket: key.bucket) { snapshot in
            try await snapshot.all(
                """
                SELECT position, event_id, event, key, bucket, sequence, body, traceparent, occurred_at, state
                FROM tenfold_parked WHERE publisher = \(publisher) AND key = \(key.text) AND shard = \(shard)
                AND bucket = \(key.bucket.number) ORDER BY position LIMIT \(limit)
                """, as: ParkedEventRow.self)
        }
        if rows.first?.state == ParkedState.parked { return .parked }
        return .replay(rows.map(\.event))
    }

    private func parkPoison(_ event: StoredEvent, _ poison: Poison, in tx: Transaction) async throws {
        try await tx.execute(
            """
            UPDATE tenfold_parked SET state = \(ParkedState.waiting)
            WHERE publisher = \(publisher) AND key = \(event.key) AND state = \(ParkedState.replay)
            """)
        try await tx.execute(
            """
            \(insert(event, ParkedState.parked, attempts: poison.attempts, error: poison.error))
            ON CONFLICT (event_id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
            error = excluded.error, parked_at = excluded.parked_at
            """)
    }

    private func insert(_ event: StoredEvent, _ state: String, attempts: Int, error: String?) -> SQL {
        """
        INSERT INTO tenfold_parked (event_id, bucket, publisher, shard, position, event, key, sequence, body,
        traceparent, occurred_at, state, attempts, error, parked_at)
        VALUES (\(event.id), \(event.bucket.number), \(publisher), \(shard), \(event.position), \(event.name),
        \(event.key), \(event.sequence), \(event.body), \(event.traceparent as String?), \(event.occurredAt), \(state),
        \(attempts), \(error as String?), \(clock.now()))
        """
    }
}

/// A parked event as the delivery reads it.
private struct ParkedEventRow: RowDecodable {
    let event: StoredEvent
    let state: String

    init(row: inout Row) throws {
        event = StoredEvent(
            position: try row.next(), id: try row.next(), name: try row.next(), key: try row.next(),
            bucket: Bucket(try row.next()), sequence: try row.next(), body: try row.next(),
            traceparent: try row.next(), occurredAt: try row.next())
        state = try row.next()
    }
}
