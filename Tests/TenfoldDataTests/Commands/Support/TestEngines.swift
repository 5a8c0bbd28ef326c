import TenfoldCore
import TenfoldData

enum TestEngines {
    /// A database on files of its own. The folder is removed when the engine goes.
    static func make(shards: Int, services: TransactionServices, schema: [SchemaStep]) async throws
        -> any DatabaseEngine
    {
        let isSystem = { (step: SchemaStep) in step.name.hasPrefix("tenfold/") }
        let (database, folder) = try await SQLiteDatabase.temporary(
            shards: shards, systemSteps: schema.filter(isSystem), steps: schema.filter { !isSystem($0) },
            services: services)
        return OwnedEngine(base: database, folder: folder)
    }
}

/// An engine that closes its files and removes them when nobody uses it any more.
private final class OwnedEngine: DatabaseEngine {
    private let base: SQLiteDatabase
    private let folder: DataFolder

    init(base: SQLiteDatabase, folder: DataFolder) {
        self.base = base
        self.folder = folder
    }

    deinit {
        Task { [base, folder] in
            await base.close()
            folder.remove()
        }
    }

    var name: String { base.name }
    var shardCount: Int { base.shardCount }
    func shard(of bucket: Bucket) -> Int { base.shard(of: bucket) }

    func read<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value { try await base.read(shard: shard, body) }

    func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value { try await base.write(bucket: bucket, body) }

    func write<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value { try await base.write(shard: shard, body) }
}
