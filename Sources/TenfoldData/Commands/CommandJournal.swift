package import FoundationEssentials
package import TenfoldCore

/// The rows that remember what each command was answered: one a key, kept 24 h.
package struct CommandJournal: Sendable {
    /// What is known of a key.
    package enum Entry: Hashable, Sendable {
        /// Nobody had it.
        case new
        /// A command in steps is under way.
        case running
        case replied([UInt8])
        case refused(Refusal)
    }

    private static let running = 0
    private static let replied = 1
    private static let refused = 2

    package init() {}

    /// Takes the key, or tells what became of it. Inserting first makes a concurrent duplicate wait for this
    /// transaction.
    package func open(_ key: CommandKey, in tx: Transaction) async throws -> Entry {
        let inserted = try await tx.execute(
            """
            INSERT INTO tenfold_key (scope, bucket, fingerprint, state, created_at)
            VALUES (\(key.scope), \(key.bucket.number), \(key.fingerprint), \(Self.running), \(tx.services.clock.now()))
            ON CONFLICT (scope) DO NOTHING
            """)
        return inserted == 1 ? .new : try await look(key, in: tx)
    }

    /// What is known of the key. Throws a refusal (422) when it came with another body.
    package func look(_ key: CommandKey, in reading: some SQLReading) async throws -> Entry {
        guard let row = try await row(key.scope, in: reading) else { return .new }
        guard row.fingerprint == key.fingerprint else {
            DataMetrics.keysReused.increment()
            throw Refusal(
                .invalid, code: "tenfold.key-reused",
                "This idempotency key was used with another body: send the same body, or take a new key.")
        }
        return try row.entry()
    }

    /// What is known of a scope whose body was checked before.
    package func look(scope: [UInt8], in reading: some SQLReading) async throws -> Entry {
        try await row(scope, in: reading)?.entry() ?? .new
    }

    package func record(reply: [UInt8], scope: [UInt8], in tx: Transaction) async throws {
        try await record(state: Self.replied, reply, scope, tx)
    }

    package func record(refusal: Refusal, scope: [UInt8], in tx: Transaction) async throws {
        DataMetrics.refusalsRecorded.increment()
        try await record(state: Self.refused, StoredJSON.encode(refusal), scope, tx)
    }

    private func record(state: Int, _ reply: [UInt8], _ scope: [UInt8], _ tx: Transaction) async throws {
        let changed = try await tx.execute(
            "UPDATE tenfold_key SET state = \(state), reply = \(reply) WHERE scope = \(scope)")
        guard changed == 1 else { throw Fault(.programming, "a reply was recorded under a key that is not open") }
    }

    /// Deletes what was answered before `cutoff`, in insertion order (so no index by time is needed), in transactions
    /// of `chunk` rows, at most `maximumChunks` of them. Runs that are under way keep their keys. Answers how many
    /// went.
    package func sweep(
        _ database: Database, shard: Int, before cutoff: Date, chunk: Int = 500, maximumChunks: Int = 20
    ) async throws -> Int {
        var passed: Int64 = 0
        var deleted = 0
        for _ in 0..<maximumChunks {
            let start = passed
            let (last, count) = try await database.writeShard(shard) { tx -> (Int64?, Int) in
                let old = try await tx.all(
                    """
                    SELECT position FROM (SELECT position, created_at FROM tenfold_key WHERE position > \(start)
                    ORDER BY position LIMIT \(chunk)) AS head WHERE created_at < \(cutoff) ORDER BY position
                    """, as: Int64.self)
                guard let first = old.first, let last = old.last else { return (nil, 0) }
                let count = try await tx.execute(
                    """
                    DELETE FROM tenfold_key WHERE position >= \(first) AND position <= \(last)
                    AND created_at < \(cutoff) AND state <> \(Self.running)
                    """)
                return (last, count)
            }
            deleted += count
            guard let last else { break }
            passed = last
        }
        DataMetrics.keysSwept.increment(by: deleted)
        return deleted
    }

    private func row(_ scope: [UInt8], in reading: some SQLReading) async throws -> KeyRow? {
        try await reading.first("SELECT fingerprint, state, reply FROM tenfold_key WHERE scope = \(scope)")
    }

    private struct KeyRow: RowDecodable {
        let fingerprint: [UInt8]
        let state: Int
        let reply: [UInt8]?

        init(row: inout Row) throws {
            fingerprint = try row.next()
            state = try row.next()
            reply = try row.next()
        }

        func entry() throws -> Entry {
            switch state {
            case CommandJournal.replied: .replied(reply ?? [])
            case CommandJournal.refused: .refused(try StoredJSON.decode(from: reply ?? []))
            default: .running
            }
        }
    }
}
