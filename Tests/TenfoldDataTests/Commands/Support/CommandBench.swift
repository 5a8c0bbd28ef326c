import FoundationEssentials
import Synchronization
import TenfoldCore

@testable import TenfoldData

/// A module's database on real files, with a clock and an outbox, for tests of commands.
struct CommandBench {
    let engine: any DatabaseEngine
    let time: TestTime
    let writer: OutboxWriter

    static func make(shards: Int = 1) async throws -> CommandBench {
        let time = TestTime()
        let writer = OutboxWriter()
        let engine = try await TestEngines.make(
            shards: shards,
            services: TransactionServices(
                clock: time, outbox: writer, invalidations: InvalidationTable(database: "test")),
            schema: SystemSchema.steps + [
                .step(
                    "1-note", .table("note", shardedBy: "bucket", .number("n"), .text("text"), .integer("bucket")))
            ])
        return CommandBench(engine: engine, time: time, writer: writer)
    }

    private init(engine: any DatabaseEngine, time: TestTime, writer: OutboxWriter) {
        self.engine = engine
        self.time = time
        self.writer = writer
    }

    var database: Database { Database(engine: engine) }

    /// A database that fails as `faults` says: one process's view of it.
    func database(_ faults: WriteFaults) -> Database { Database(engine: FaultyEngine(base: engine, faults: faults)) }

    func runner(_ database: Database? = nil) -> CommandRunner {
        CommandRunner(database: database ?? self.database, clock: time, pacing: time.pacing)
    }

    func notes() async throws -> [String] {
        try await database.readEverywhere { try await $0.all("SELECT text FROM note ORDER BY n", as: String.self) }
            .flatMap { $0 }
    }

    func count(_ table: String, where condition: String = "true") async throws -> Int {
        try await database.readEverywhere {
            try await $0.one(SQL(stringLiteral: "SELECT COUNT(*) FROM \(table) WHERE \(condition)"), as: Int.self)
        }.reduce(0, +)
    }
}

/// Writes a note in the transaction.
@Sendable func note(_ text: String, _ tx: Transaction) async throws {
    try await tx.execute("INSERT INTO note (text, bucket) VALUES (\(text), \(tx.bucket.number))")
}

struct WriteNote: Command {
    typealias Reply = String
    static let name = "test.WriteNote"
    var text: String
    var claims: [Claim] = []

    private enum CodingKeys: CodingKey { case text }
}

struct TestFailure: Error, Equatable {}

extension CommandKey {
    static func test(_ number: Int, body: UInt8 = 1, bucket: Bucket = Bucket(1)) -> CommandKey {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        return CommandKey(scope: digits + digits, fingerprint: [body], bucket: bucket)
    }
}

/// A clock that stands until told, or until something waits.
final class TestTime: WallClock {
    private let offset = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    func now() -> Date {
        Date(millisecondsSince1970: 1_700_000_000_000).addingTimeInterval(offset.withLock { $0 }.seconds)
    }
    func advance(_ duration: Duration) { offset.withLock { $0 += duration } }

    var pacing: Pacing {
        Pacing(
            now: { self.start + self.offset.withLock { $0 } },
            sleep: { duration in
                try Task.checkCancellation()
                self.advance(duration)
                await Task.yield()
            }, random: { 0.5 })
    }
}
