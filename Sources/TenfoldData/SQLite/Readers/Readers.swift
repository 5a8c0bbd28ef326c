import Metrics
import TenfoldCore

/// The line that a shard's reader threads serve together.
final class Readers: Sendable {
    private let line: WaitingLine<any ReadMember>
    private let waiting: Gauge
    private let reads: Counter
    private let refused: Counter

    init(options: SQLiteOptions, database: String, shard: Int) {
        line = WaitingLine(limit: options.waitingTransactions)
        let dimensions = [("database", database), ("shard", String(shard))]
        waiting = Gauge(label: "tenfold_database_waiting_reads", dimensions: dimensions)
        reads = Counter(label: "tenfold_database_reads_total", dimensions: dimensions)
        refused = Counter(label: "tenfold_database_refused_reads_total", dimensions: dimensions)
    }

    func admit(_ read: any ReadMember) throws {
        switch line.enqueue(read) {
        case .accepted: return
        case .full:
            refused.increment()
            throw Fault(.unavailable, "\(line.limit) reads already wait for this shard; try again later")
        case .closed: throw Fault(.unavailable, "the database is closed")
        }
    }

    func close() { line.close() }

    /// Serves the line on one reader's thread until it is closed and empty.
    func serve(on connection: ShardConnection) {
        while let read = line.next() {
            waiting.record(line.count)
            reads.increment()
            read.run(on: connection)
        }
    }
}
