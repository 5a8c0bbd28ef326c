import FoundationEssentials
package import TenfoldCore

/// Writes an invalidation beside the change that made it due; other processes follow the rows.
package struct InvalidationTable: InvalidationLog {
    private let database: String
    private let shard: @Sendable (Bucket) -> Int

    /// - Parameters:
    ///   - database: the module's name, for the sessions of callers.
    ///   - shard: which shard holds a bucket.
    package init(database: String, shard: @escaping @Sendable (Bucket) -> Int = { _ in 0 }) {
        self.database = database
        self.shard = shard
    }

    package func append(cache: String, key: String, in transaction: Transaction) async throws {
        let now = transaction.services.clock.now()
        let insertion: SQL = "INSERT INTO tenfold_invalidation (cache, key, at) VALUES (\(cache), \(key), \(now))"
        if let session = Call.current.session {
            let position = try await transaction.one("\(insertion) RETURNING position", as: Int64.self)
            let entry = Session.Entry(
                database: database, shard: shard(transaction.bucket), position: position,
                seconds: Int64(now.timeIntervalSince1970))
            transaction.onCommit { session.note(entry) }
        } else {
            try await transaction.execute(insertion)
        }
        DataMetrics.invalidationsAppended.increment()
    }
}
