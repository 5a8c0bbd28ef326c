package import TenfoldCore

/// Writes an invalidation beside the change that made it due; other processes follow the rows.
package struct InvalidationTable: InvalidationLog {
    package init() {}

    package func append(cache: String, key: String, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            INSERT INTO tenfold_invalidation (cache, key, at)
            VALUES (\(cache), \(key), \(transaction.services.clock.now()))
            """)
        DataMetrics.invalidationsAppended.increment()
    }
}
