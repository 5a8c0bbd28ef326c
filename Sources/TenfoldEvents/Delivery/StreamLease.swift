/// One publisher's shard on its way to one subscriber.
package struct StreamName: Hashable, Sendable, CustomStringConvertible {
    package let publisher: String
    package let shard: Int
    package let subscriber: String

    package init(publisher: String, shard: Int, subscriber: String) {
        self.publisher = publisher
        self.shard = shard
        self.subscriber = subscriber
    }

    package var description: String { "\(publisher)/\(shard)/\(subscriber)" }
}

/// Sees to it that one process at a time runs a stream.
///
/// Effects happen once even where two do; the lease spares their double work, and keeps the order between event names.
package protocol StreamLease: Sendable {
    /// How long an acquired or renewed lease holds. It is renewed after a third of it.
    var term: Duration { get }
    /// Whether the lease is this process's now.
    func acquire(_ stream: StreamName) async throws -> Bool
    /// Whether the lease is still this process's.
    func renew(_ stream: StreamName) async throws -> Bool
    func release(_ stream: StreamName) async
}
