package import FoundationEssentials

/// An event as its publisher's outbox holds it.
package struct StoredEvent: Hashable, Sendable {
    /// Its place in the outbox of its shard: later commits have higher places on SQLite.
    package let position: Int64
    package let id: ID<EventMetadata>
    package let name: String
    package let key: String
    package let bucket: Bucket
    /// Its number among the events of its name and key, from 1, without gaps.
    package let sequence: Int64
    /// Its JSON.
    package let body: [UInt8]
    /// The `traceparent` of the call that published it.
    package let traceparent: String?
    package let occurredAt: Date

    package init(
        position: Int64, id: ID<EventMetadata>, name: String, key: String, bucket: Bucket, sequence: Int64,
        body: [UInt8],
        traceparent: String?, occurredAt: Date
    ) {
        self.position = position
        self.id = id
        self.name = name
        self.key = key
        self.bucket = bucket
        self.sequence = sequence
        self.body = body
        self.traceparent = traceparent
        self.occurredAt = occurredAt
    }

    package func metadata(attempt: Int) -> EventMetadata {
        EventMetadata(id: id, name: name, key: key, sequence: sequence, occurredAt: occurredAt, attempt: attempt)
    }
}

/// The reading side of a publisher's outbox, one stream a shard.
package protocol OutboxReading: Sendable {
    /// The publishing module.
    var publisher: String { get }
    var shardCount: Int { get }
    /// At most `limit` events of these names after `position`, in order, and the position up to which the shard was
    /// read (so that a cursor passes events of other names).
    func events(
        shard: Int, after position: Int64, names: Set<String>, limit: Int
    ) async throws -> (events: [StoredEvent], readTo: Int64)
    /// Where a subscriber stands, and where its subscription began; nil when it never was here.
    func cursor(of subscriber: String, shard: Int) async throws -> OutboxCursor?
    /// Registers a subscriber, from the beginning of what the outbox holds; answers its cursor.
    func register(_ subscriber: String, shard: Int) async throws -> OutboxCursor
    func saveCursor(of subscriber: String, shard: Int, position: Int64) async throws
    /// Calls `wake` after each commit in this process that published to the shard.
    func onPublish(_ wake: @escaping @Sendable (_ shard: Int) -> Void)
    /// How many events of these names lie after `position`, for the lag; nil where that is not known.
    func countEvents(shard: Int, after position: Int64, names: Set<String>) async throws -> Int?
}

extension OutboxReading {
    package func countEvents(shard: Int, after position: Int64, names: Set<String>) async throws -> Int? { nil }
}

/// A subscriber's place in one shard's outbox.
package struct OutboxCursor: Hashable, Sendable {
    /// All up to here is done or parked.
    package var position: Int64
    /// Where the outbox began when the subscriber came: 0 means that it saw everything.
    package var startedAt: Int64

    package init(position: Int64, startedAt: Int64) {
        self.position = position
        self.startedAt = startedAt
    }
}

/// A module's wish to be told of an event, with its types erased.
package struct Subscription: Sendable {
    /// The subscribing module.
    package let subscriber: String
    /// The event's wire name.
    package let event: String
    /// May call other modules; has no transaction. Its result goes to `apply`.
    package let prepare: @Sendable (StoredEvent) async throws -> any Sendable
    /// The effect, in the transaction that also advances the subscriber's sequence.
    package let apply: @Sendable (StoredEvent, any Sendable, Transaction) async throws -> Void

    package init(
        subscriber: String, event: String, prepare: @escaping @Sendable (StoredEvent) async throws -> any Sendable,
        apply: @escaping @Sendable (StoredEvent, any Sendable, Transaction) async throws -> Void
    ) {
        self.subscriber = subscriber
        self.event = event
        self.prepare = prepare
        self.apply = apply
    }
}
