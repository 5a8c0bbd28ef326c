import Synchronization
import TenfoldCore

/// A real engine that a test can make unreachable.
final class InterruptedEngine: DatabaseEngine {
    private struct State {
        var isAway = false
        var refusals = 0
    }

    private let engine: any DatabaseEngine
    private let state = Mutex(State())

    init(_ engine: any DatabaseEngine) { self.engine = engine }

    var name: String { engine.name }
    var shardCount: Int { engine.shardCount }
    var refusals: Int { state.withLock { $0.refusals } }
    func shard(of bucket: Bucket) -> Int { engine.shard(of: bucket) }
    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func read<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        try refuseWhenAway()
        return try await engine.read(shard: shard, body)
    }

    func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try refuseWhenAway()
        return try await engine.write(bucket: bucket, body)
    }

    func write<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try refuseWhenAway()
        return try await engine.write(shard: shard, body)
    }

    private func refuseWhenAway() throws {
        try state.withLock { state in
            guard state.isAway else { return }
            state.refusals += 1
            throw Fault(.unavailable, "the database is away")
        }
    }
}
