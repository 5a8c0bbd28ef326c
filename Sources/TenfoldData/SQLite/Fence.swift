import TenfoldCore

/// The table that says which buckets a shard serves, and of which epoch. Each transaction checks its bucket there
/// first, so that a writer with an old bucket map cannot write after a bucket has moved away.
enum Fence {
    static let schema = """
        CREATE TABLE IF NOT EXISTS tenfold_fence (bucket INTEGER PRIMARY KEY, epoch INTEGER NOT NULL) STRICT
        """

    static func check(_ bucket: Bucket, epoch: Int) -> SQL {
        "SELECT 1 FROM tenfold_fence WHERE bucket = \(bucket.number) AND epoch = \(epoch)"
    }

    static let isFilled: SQL = "SELECT 1 FROM tenfold_fence LIMIT 1"

    /// Fills a new shard's fence with the buckets it serves.
    static func fill(_ buckets: [Bucket], epoch: Int, on connection: ShardConnection) throws {
        guard !buckets.isEmpty else { return }
        let rows = buckets.map { "(\($0.number), \(epoch))" }.joined(separator: ", ")
        try connection.runScript("INSERT INTO tenfold_fence (bucket, epoch) VALUES \(rows)")
    }
}
