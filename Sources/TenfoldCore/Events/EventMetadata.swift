public import FoundationEssentials

/// What is known of an event besides its content.
public struct EventMetadata: Hashable, Sendable {
    /// The event's own id: the same on every delivery. Use it to name effects outside the database.
    public let id: ID<EventMetadata>
    /// Its wire name.
    public let name: String
    /// Its key's text.
    public let key: String
    /// Its number among the events of its name and key, from 1.
    public let sequence: Int64
    /// When it was published.
    public let occurredAt: Date
    /// 1 for the first delivery.
    public let attempt: Int

    package init(
        id: ID<EventMetadata>, name: String, key: String, sequence: Int64, occurredAt: Date, attempt: Int
    ) {
        self.id = id
        self.name = name
        self.key = key
        self.sequence = sequence
        self.occurredAt = occurredAt
        self.attempt = attempt
    }
}
