package import TenfoldCore

/// What the state machine wants done. Each action's outcome comes back as an input.
package enum DeliveryAction: Hashable, Sendable {
    case read(after: Int64, limit: Int)
    case attempt(Attempt)
    /// Puts events of one key into the parked table: the first as poison where it is one, the others as its followers.
    case park(LaneKey, [StoredEvent], Poison?)
    case fetchParked(LaneKey, limit: Int)
    case saveCursor(Int64)
    case pollParked
}

/// One try to handle an event.
package struct Attempt: Hashable, Sendable {
    package let event: StoredEvent
    /// From 1.
    package let number: Int
    /// Whether the attempt is written down before the handler runs, so that one that kills the process counts.
    package let isRecordedFirst: Bool
    /// Whether the event comes from the parked table.
    package let isReplay: Bool
}

/// How an attempt ended.
package enum DeliveryOutcome: Hashable, Sendable {
    case applied
    /// It had been applied before.
    case duplicate
    case failed(String)
    /// The attempt could not be written down, so the handler did not run and it does not count.
    case notStarted
    /// Given up because the process stops; it does not count.
    case abandoned
    /// The subscriber's process ended while it had it, or the answer was lost: the event may be what ended it.
    case lost
}

/// What the parked table holds of a key.
package enum ParkedRows: Hashable, Sendable {
    /// Its first event is parked still.
    case parked
    /// To be handled, in order; empty when there is none.
    case replay([StoredEvent])
}
