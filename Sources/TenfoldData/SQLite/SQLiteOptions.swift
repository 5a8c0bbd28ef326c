/// The limits of a SQLite engine.
package struct SQLiteOptions: Sendable {
    /// Reader threads, each with a connection of its own, for each shard.
    package var readers = 2
    /// Transactions that share one commit at most.
    package var batchMembers = 128
    /// How long the bodies of one batch may run before it commits without waiting for more.
    package var batchTime = Duration.milliseconds(5)
    /// Transactions that may wait for a shard's writer; more are refused as `unavailable`. Reads have as many again.
    package var waitingTransactions = 10_000
    /// How long a transaction waits while another process writes.
    package var busyTimeout = Duration.seconds(5)
    /// Prepared statements kept for each connection.
    package var cachedStatements = 256
    /// Pages of each connection kept in memory, in bytes.
    package var pageCacheBytes = 16 << 20
    /// What a shard's file may grow to, in bytes; nil leaves it to the disk.
    package var maximumFileBytes: Int?

    package init() {}
}

extension Duration {
    /// Seconds as a fraction.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
