package import FoundationEssentials
package import TenfoldCore

/// A row of a subscriber's parked table, for a person.
package struct ParkedEvent: Hashable, Sendable, RowDecodable {
    package let id: ID<EventMetadata>
    package let publisher: String
    package let name: String
    package let key: String
    package let bucket: Bucket
    package let sequence: Int64
    /// Its JSON.
    package let body: [UInt8]
    package let occurredAt: Date
    /// `parked`: given up after its attempts. `waiting`: behind such an event. `replay`: about to be handled again.
    package let state: String
    package let attempts: Int
    /// What the last attempt failed with.
    package let error: String?
    package let parkedAt: Date

    static let columns: SQL =
        "event_id, publisher, event, key, bucket, sequence, body, occurred_at, state, attempts, error, parked_at"

    package init(row: inout Row) throws {
        id = try row.next()
        publisher = try row.next()
        name = try row.next()
        key = try row.next()
        bucket = Bucket(try row.next())
        sequence = try row.next()
        body = try row.next()
        occurredAt = try row.next()
        state = try row.next()
        attempts = try row.next()
        error = try row.next()
        parkedAt = try row.next()
    }
}
