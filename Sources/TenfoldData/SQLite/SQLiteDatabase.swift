package import TenfoldCore

/// A module's database over the shard files of a data folder.
///
/// Bodies may run more than once, and may await only their own transaction: whatever else they wait for ends them with
/// `Fault` (`suspendedInTransaction`), and never holds up the connection.
package final class SQLiteDatabase: DatabaseEngine {
    package let name: String
    /// Which shard holds which bucket.
    package let buckets: BucketMap
    private let services: TransactionServices
    private let shards: [SQLiteShard]

    private init(name: String, buckets: BucketMap, services: TransactionServices, shards: [SQLiteShard]) {
        self.name = name
        self.buckets = buckets
        self.services = services
        self.shards = shards
    }

    /// Opens a module's shard files in `folder`, makes those that are missing, and brings their schema up to date.
    ///
    /// - Parameters:
    ///   - systemSteps: the machinery's own tables; their names begin with `tenfold/`.
    ///   - steps: the module's tables.
    package static func open(
        module: String, folder: DataFolder, buckets: BucketMap, systemSteps: [SchemaStep] = [], steps: [SchemaStep],
        services: TransactionServices = TransactionServices(), options: SQLiteOptions = SQLiteOptions()
    ) async throws -> SQLiteDatabase {
        let steps = try ModuleSteps(system: systemSteps, module: steps)
        var shards: [SQLiteShard] = []
        do {
            for shard in 0..<buckets.shardCount {
                let file = try ShardFile(module: module, shard: shard, folder: folder, buckets: buckets)
                let connection = try file.open(options: options, steps: steps, now: services.clock.now())
                shards.append(try SQLiteShard(database: module, shard: shard, file: connection, options: options))
            }
        } catch {
            for shard in shards { await shard.close() }
            throw error
        }
        return SQLiteDatabase(name: module, buckets: buckets, services: services, shards: shards)
    }

    /// The steps that `open` would apply, by shard; for a dry run. Changes nothing.
    package static func pendingSteps(
        module: String, folder: DataFolder, buckets: BucketMap, systemSteps: [SchemaStep] = [], steps: [SchemaStep]
    ) throws -> [Int: [String]] {
        let steps = try ModuleSteps(system: systemSteps, module: steps)
        var pending: [Int: [String]] = [:]
        for shard in 0..<buckets.shardCount {
            let file = try ShardFile(module: module, shard: shard, folder: folder, buckets: buckets)
            let names = try file.pendingSteps(steps)
            if !names.isEmpty { pending[shard] = names }
        }
        return pending
    }

    package var shardCount: Int { shards.count }

    package func shard(of bucket: Bucket) -> Int { buckets.shard(of: bucket) }

    package func read<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        let readers = try self.shard(shard).readers
        return try await WaitingRead(call: .current, body: body).value(admit: readers.admit)
    }

    package func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let fence = Fence.check(bucket, epoch: buckets.epoch)
        return try await write(shard: buckets.shard(of: bucket), bucket: bucket, fence: fence, body)
    }

    package func write<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let bucket = buckets.buckets(of: shard).first ?? Bucket(0)
        return try await write(shard: shard, bucket: bucket, fence: nil, body)
    }

    /// Admits nobody any more, finishes what waits, moves the logs into the files and closes them.
    package func close() async {
        for shard in shards { await shard.close() }
    }

    /// How many transactions wait for a shard's writer now, besides those it is at.
    package func waitingTransactions(shard: Int) -> Int {
        shards.indices.contains(shard) ? shards[shard].writer.waitingCount : 0
    }

    private func write<Value: Sendable>(
        shard: Int, bucket: Bucket, fence: SQL?, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let writer = try self.shard(shard).writer
        let member = WaitingTransaction(call: .current, bucket: bucket, fence: fence, services: services, body: body)
        return try await member.value(admit: writer.admit)
    }

    private func shard(_ number: Int) throws -> SQLiteShard {
        guard shards.indices.contains(number) else {
            throw Fault(.wrongShard, "\(name) has \(shards.count) shards, and shard \(number) was asked for")
        }
        return shards[number]
    }
}
