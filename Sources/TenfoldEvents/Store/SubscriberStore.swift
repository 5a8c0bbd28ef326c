import FoundationEssentials
import TenfoldCore

/// What one stream keeps in the subscriber's database.
struct SubscriberStore: Sendable {
    let database: Database
    let publisher: String
    /// The publisher's shard.
    let shard: Int
    let clock: any WallClock

    /// What a stream must know of its earlier life.
    struct Memory {
        var recordedAttempts: [ID<EventMetadata>: Int] = [:]
        var parkedKeys: [LaneKey: Bool] = [:]
        var parkedCount = 0
    }

    func load() async throws -> Memory {
        var memory = Memory()
        for row in try await recordedAttempts() { memory.recordedAttempts[row.id] = row.attempts }
        for row in try await keysWithRows() {
            memory.parkedKeys[row.key] = memory.parkedKeys[row.key] == true || row.state == ParkedState.parked
        }
        memory.parkedCount = try await parkedCount()
        return memory
    }

    /// Writes an attempt down, so that it counts even when it ends the process.
    func record(_ attempt: Attempt) async throws {
        let event = attempt.event
        _ = try await database.write(bucket: event.bucket) { tx in
            try await tx.execute(
                """
                INSERT INTO tenfold_attempt (event_id, bucket, publisher, shard, attempts)
                VALUES (\(event.id), \(event.bucket.number), \(publisher), \(shard), \(attempt.number))
                ON CONFLICT (event_id) DO UPDATE SET attempts = excluded.attempts
                """)
        }
    }

    /// The keys of this stream that have a parked event, and the rows of the whole table.
    func poll() async throws -> (parkedKeys: Set<LaneKey>, count: Int) {
        let keys = try await keysWithRows().filter { $0.state == ParkedState.parked }.map(\.key)
        return (Set(keys), try await parkedCount())
    }

    private struct AttemptRow: RowDecodable {
        let id: ID<EventMetadata>
        let attempts: Int
        init(row: inout Row) throws {
            id = try row.next()
            attempts = try row.next()
        }
    }

    private struct KeyRow: RowDecodable {
        let key: LaneKey
        let state: String
        init(row: inout Row) throws {
            key = LaneKey(bucket: Bucket(try row.next()), text: try row.next())
            state = try row.next()
        }
    }

    private func recordedAttempts() async throws -> [AttemptRow] {
        try await database.readEverywhere { snapshot in
            try await snapshot.all(
                "SELECT event_id, attempts FROM tenfold_attempt WHERE publisher = \(publisher) AND shard = \(shard)",
                as: AttemptRow.self)
        }.flatMap(\.self)
    }

    private func keysWithRows() async throws -> [KeyRow] {
        try await database.readEverywhere { snapshot in
            try await snapshot.all(
                """
                SELECT DISTINCT bucket, key, state FROM tenfold_parked
                WHERE publisher = \(publisher) AND shard = \(shard)
                """, as: KeyRow.self)
        }.flatMap(\.self)
    }

    private func parkedCount() async throws -> Int {
        try await database.readEverywhere { try await $0.one("SELECT count(*) FROM tenfold_parked", as: Int.self) }
            .reduce(0, +)
    }
}
