import TenfoldCore

extension Fault.Code {
    /// An event came before its predecessor: it is refused, and tried again.
    static let eventGap = Fault.Code("event-gap")
}

/// The transaction in which an event has its effect.
extension SubscriberStore {
    /// Advances the key's sequence and runs `effect`, in one transaction. Throws `Fault` (`event-gap`) when a
    /// predecessor has not been applied.
    func apply(
        _ attempt: Attempt, mayBegin: Bool, effect: @escaping @Sendable (Transaction) async throws -> Void
    ) async throws -> DeliveryOutcome {
        let event = attempt.event
        return try await database.write(bucket: event.bucket) { tx in
            if attempt.isRecordedFirst { try await forget(event, in: tx) }
            guard try await advance(to: event, mayBegin: mayBegin, in: tx) else { return .duplicate }
            try await effect(tx)
            return .applied
        }
    }

    /// Whether the event was applied before. Where it was, what is still written of it is removed.
    func acknowledgeIfApplied(_ event: StoredEvent) async throws -> Bool {
        let last = try await database.read(bucket: event.bucket) { try await lastSequence(of: event, in: $0) }
        guard let last, last >= event.sequence else { return false }
        try await database.write(bucket: event.bucket) { try await forget(event, in: $0) }
        return true
    }

    func lastSequence(of event: StoredEvent, in reading: some SQLReading) async throws -> Int64? {
        try await reading.first(
            "SELECT sequence FROM tenfold_applied WHERE event = \(event.name) AND key = \(event.key)", as: Int64.self)
    }

    /// False for a duplicate. One statement where the event is the next one: it locks the key's row.
    private func advance(to event: StoredEvent, mayBegin: Bool, in tx: Transaction) async throws -> Bool {
        let changed =
            if mayBegin || event.sequence == 1 {
                try await tx.execute(
                    """
                    INSERT INTO tenfold_applied (event, key, bucket, sequence)
                    VALUES (\(event.name), \(event.key), \(event.bucket.number), \(event.sequence))
                    ON CONFLICT (event, key) DO UPDATE SET sequence = excluded.sequence
                    WHERE tenfold_applied.sequence = excluded.sequence - 1
                    """)
            } else {
                try await tx.execute(
                    """
                    UPDATE tenfold_applied SET sequence = \(event.sequence)
                    WHERE event = \(event.name) AND key = \(event.key) AND sequence = \(event.sequence - 1)
                    """)
            }
        if changed == 1 { return true }
        let last = try await lastSequence(of: event, in: tx) ?? 0
        if last >= event.sequence { return false }
        throw Fault(
            .eventGap,
            "event \(event.sequence) of \(event.name) for \(event.key) came, and \(last + 1) was expected: "
                + "its predecessor is not applied yet, or is missing from the outbox")
    }

    /// Removes the rows of an event that is done.
    private func forget(_ event: StoredEvent, in tx: Transaction) async throws {
        try await tx.execute("DELETE FROM tenfold_attempt WHERE event_id = \(event.id)")
        try await tx.execute("DELETE FROM tenfold_parked WHERE event_id = \(event.id)")
    }
}
