package import FoundationEssentials
package import TenfoldCore

/// A run as its row tells it: enough to go on with it in any process.
package struct RecordedRun: Sendable, RowDecodable {
    package let scope: [UInt8]
    package let bucket: Bucket
    /// The command's wire name.
    package let message: String
    /// The command's JSON.
    package let body: [UInt8]
    /// How often it was begun, this time included.
    package internal(set) var attempts: Int
    package let createdAt: Date
    private let callBytes: [UInt8]

    /// The call it was begun in: who asked, which request, which key.
    package func call() throws -> RecordedCall { try StoredJSON.decode(from: callBytes) }

    static let columns: SQL = "scope, bucket, message, body, attempts, created_at, call"

    package init(row: inout Row) throws {
        scope = try row.next()
        bucket = Bucket(try row.next())
        message = try row.next()
        body = try row.next()
        attempts = try row.next()
        createdAt = try row.next()
        callBytes = try row.next()
    }
}

/// What of a call outlives the process that got it.
package struct RecordedCall: Codable, Hashable, Sendable {
    package var principal: Principal?
    package var requestID: String?
    package var idempotencyKey: String?
    package var traceparent: String?

    package init(_ call: Call, traceparent: String?) {
        principal = call.principal
        requestID = call.requestID?.description
        idempotencyKey = call.idempotencyKey
        self.traceparent = traceparent
    }
}
