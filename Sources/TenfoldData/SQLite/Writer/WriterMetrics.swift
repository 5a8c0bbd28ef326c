import Metrics

/// What a shard's writer tells of itself.
struct WriterMetrics: Sendable {
    let waiting: Gauge
    let batchMembers: Recorder
    let commitTime: Timer
    let commits: Counter
    let committed: Counter
    let failed: Counter
    let reruns: Counter
    let refused: Counter

    init(database: String, shard: Int) {
        let dimensions = [("database", database), ("shard", String(shard))]
        waiting = Gauge(label: "tenfold_database_waiting_transactions", dimensions: dimensions)
        batchMembers = Recorder(label: "tenfold_database_batch_transactions", dimensions: dimensions)
        commitTime = Timer(label: "tenfold_database_commit_seconds", dimensions: dimensions)
        commits = Counter(label: "tenfold_database_commits_total", dimensions: dimensions)
        func transactions(_ outcome: String) -> Counter {
            Counter(label: "tenfold_database_transactions_total", dimensions: dimensions + [("outcome", outcome)])
        }
        committed = transactions("committed")
        failed = transactions("rolled-back")
        refused = transactions("refused")
        reruns = Counter(label: "tenfold_database_reruns_total", dimensions: dimensions)
    }
}

extension Duration {
    var inNanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
