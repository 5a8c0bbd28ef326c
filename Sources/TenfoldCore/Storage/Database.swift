/// A module's own storage: its tables in as many shards as the stage says. No other module reaches it.
public struct Database: Sendable {
    package let engine: any DatabaseEngine

    package init(engine: any DatabaseEngine) { self.engine = engine }

    /// Reads one consistent state of the shard that holds `key`.
    public func read<Value: Sendable>(
        _ key: RoutingKey, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        try await read(bucket: key.bucket, body)
    }

    /// Reads one consistent state of the shard that holds the entity.
    public func read<Entity, Value: Sendable>(
        _ id: ID<Entity>, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        try await read(bucket: id.bucket, body)
    }

    /// Writes outside a command, in the bucket of `key`. The body may run more than once, and may await only its
    /// transaction.
    public func write<Value: Sendable>(
        _ key: RoutingKey, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await write(bucket: key.bucket, body)
    }

    /// Writes outside a command, in the bucket of an entity.
    public func write<Entity, Value: Sendable>(
        _ id: ID<Entity>, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await write(bucket: id.bucket, body)
    }

    /// Reads every shard and returns one value for each, for instance sums to add up. Shards are read one after
    /// another, each in a snapshot of its own: there is no consistent state over all of them.
    public func readEverywhere<Value: Sendable>(
        _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> [Value] {
        var values: [Value] = []
        for shard in 0..<engine.shardCount {
            values.append(try await readShard(shard, body))
        }
        return values
    }

    /// Reads every shard and merges their sorted lists: the first `limit` values by `order`. Put the same ORDER BY and
    /// LIMIT into the statement, so that a shard reads no more than it must.
    public func readEverywhere<Value: Sendable, Order: Comparable>(
        orderedBy order: (Value) -> Order, limit: Int, _ body: @escaping @Sendable (Snapshot) async throws -> [Value]
    ) async throws -> [Value] {
        let lists = try await readEverywhere(body)
        guard lists.count > 1 else { return Array(lists.first?.prefix(limit) ?? []) }
        return Array(lists.joined().sorted { order($0) < order($1) }.prefix(limit))
    }

    package func read<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        try await readShard(engine.shard(of: bucket), body)
    }

    package func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try TransactionScope.refuseInside("a second transaction on \(engine.name)")
        try Call.current.checkDeadline()
        return try await engine.write(bucket: bucket, body)
    }

    package func readShard<Value: Sendable>(
        _ shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        try TransactionScope.refuseInside("a second transaction on \(engine.name)")
        try Call.current.checkDeadline()
        return try await engine.read(shard: shard, body)
    }

    /// A transaction on a shard itself, for the machinery's own rows (cursors, sweeps, leases).
    package func writeShard<Value: Sendable>(
        _ shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try TransactionScope.refuseInside("a second transaction on \(engine.name)")
        return try await engine.write(shard: shard, body)
    }
}

/// What a storage engine gives. Bodies run with `TransactionScope.isInside` set, and a write's outcome is delivered
/// only after its commit is on disk.
package protocol DatabaseEngine: Sendable {
    /// The module's name.
    var name: String { get }
    var shardCount: Int { get }
    /// Which shard holds a bucket, by the present epoch of the bucket map.
    func shard(of bucket: Bucket) -> Int
    func read<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value
    /// Opens a transaction behind the bucket's fence.
    func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value
    /// Opens a transaction without a fence, for the machinery's own rows.
    func write<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value
}
