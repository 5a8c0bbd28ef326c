package import TenfoldCore

/// A subscriber's parked events, for the command line. It works through the database, so also from another process: the
/// running delivery notices within a second.
package struct ParkedEvents: Sendable {
    private let database: Database

    package init(database: Database) { self.database = database }

    /// The parked events, oldest first; with their followers where those are asked for too.
    package func list(includingFollowers: Bool = false, limit: Int = 1_000) async throws -> [ParkedEvent] {
        let states = [ParkedState.parked] + (includingFollowers ? [ParkedState.waiting, ParkedState.replay] : [])
        return try await database.readEverywhere(
            orderedBy: { $0.parkedAt }, limit: limit,
            { snapshot in
                try await snapshot.all(
                    """
                    SELECT \(ParkedEvent.columns) FROM tenfold_parked
                    WHERE state IN (\(list: states))
                    ORDER BY parked_at, position LIMIT \(limit)
                    """, as: ParkedEvent.self)
            })
    }

    /// Has the event's key handled again from its first parked event on, in order, with fresh attempts. Answers how
    /// many events that are. Throws `Refusal` (`tenfold.event-not-parked`) where there is no such event.
    @discardableResult
    package func replay(_ id: ID<EventMetadata>) async throws -> Int {
        let event = try await find(id)
        return try await database.write(bucket: event.bucket) { try await replayKey(of: event, in: $0) }
    }

    /// Gives up one parked event for good, and lets its followers go on. Throws `Refusal` where there is no such event,
    /// or where it waits behind another one.
    package func drop(_ id: ID<EventMetadata>) async throws {
        let event = try await find(id)
        try await database.write(bucket: event.bucket) { tx in
            let first = try await tx.first(
                """
                SELECT \(ParkedEvent.columns) FROM tenfold_parked
                WHERE publisher = \(event.publisher) AND key = \(event.key) AND bucket = \(event.bucket.number)
                ORDER BY position LIMIT 1
                """, as: ParkedEvent.self)
            guard let first, first.id == id else {
                throw Refusal.conflict(
                    "tenfold.event-waits",
                    "The event waits behind \(first?.id.description ?? "another one") of its key: drop or replay that one first."
                )
            }
            try await tx.execute("DELETE FROM tenfold_parked WHERE event_id = \(id)")
            try await tx.execute("DELETE FROM tenfold_attempt WHERE event_id = \(id)")
            try await advance(past: event, in: tx)
            try await replayKey(of: event, in: tx)
        }
    }

    private func find(_ id: ID<EventMetadata>) async throws -> ParkedEvent {
        let found = try await database.readEverywhere { snapshot in
            try await snapshot.first(
                "SELECT \(ParkedEvent.columns) FROM tenfold_parked WHERE event_id = \(id)", as: ParkedEvent.self)
        }
        guard let event = found.compactMap(\.self).first else {
            throw Refusal.notFound("tenfold.event-not-parked", "No event with the id \(id) is parked here.")
        }
        return event
    }

    @discardableResult
    private func replayKey(of event: ParkedEvent, in tx: Transaction) async throws -> Int {
        try await tx.execute(
            """
            UPDATE tenfold_parked SET state = \(ParkedState.replay)
            WHERE publisher = \(event.publisher) AND key = \(event.key) AND bucket = \(event.bucket.number)
            """)
    }

    /// The dropped event counts as applied, also across a gap.
    private func advance(past event: ParkedEvent, in tx: Transaction) async throws {
        try await tx.execute(
            """
            INSERT INTO tenfold_applied (event, key, bucket, sequence)
            VALUES (\(event.name), \(event.key), \(event.bucket.number), \(event.sequence))
            ON CONFLICT (event, key) DO UPDATE SET sequence = excluded.sequence
            WHERE tenfold_applied.sequence < excluded.sequence
            """)
    }
}
