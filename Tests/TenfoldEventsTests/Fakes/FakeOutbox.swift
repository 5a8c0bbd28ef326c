import FoundationEssentials
import Synchronization
import TenfoldCore

/// A publisher's outbox in memory.
final class FakeOutbox: OutboxReading {
    private struct State {
        var shards: [[StoredEvent]]
        var cursors: [Int: OutboxCursor] = [:]
        var sequences: [String: Int64] = [:]
        var wakes: [@Sendable (Int) -> Void] = []
    }

    let publisher = "publisher"
    let shardCount: Int
    private let state: Mutex<State>

    init(shardCount: Int = 1) {
        self.shardCount = shardCount
        state = Mutex(State(shards: Array(repeating: [], count: shardCount)))
    }

    /// Publishes one event; `sequence` only where a test wants a wrong one.
    @discardableResult
    func publish(_ name: String = "publisher.Done", key: String, sequence: Int64? = nil) -> StoredEvent {
        let bucket = Bucket(hashing: key)
        let shard = bucket.number * shardCount / Bucket.count
        let (event, wakes) = state.withLock { state in
            let number = sequence ?? (state.sequences["\(name) \(key)"] ?? 0) + 1
            state.sequences["\(name) \(key)"] = number
            var random = SystemRandomNumberGenerator()
            let event = StoredEvent(
                position: (state.shards[shard].last?.position ?? 0) + 1,
                id: .new(in: bucket, atMilliseconds: 0, using: &random), name: name, key: key, bucket: bucket,
                sequence: number, body: Array("{}".utf8), traceparent: nil,
                occurredAt: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
            state.shards[shard].append(event)
            return (event, state.wakes)
        }
        for wake in wakes { wake(shard) }
        return event
    }

    /// Where the cursors are; all of them at the end where all is done.
    var isReadToTheEnd: Bool {
        state.withLock { state in
            state.shards.indices.allSatisfy { state.cursors[$0]?.position ?? 0 == state.shards[$0].last?.position ?? 0 }
        }
    }

    func setCursor(_ cursor: OutboxCursor, shard: Int = 0) { state.withLock { $0.cursors[shard] = cursor } }

    func events(
        shard: Int, after position: Int64, names: Set<String>, limit: Int
    ) async throws -> (events: [StoredEvent], readTo: Int64) {
        state.withLock { state in
            let events = state.shards[shard].filter { $0.position > position && names.contains($0.name) }.prefix(limit)
            let isAll = events.count < limit
            return (Array(events), isAll ? state.shards[shard].last?.position ?? 0 : events.last?.position ?? position)
        }
    }

    func cursor(of subscriber: String, shard: Int) async throws -> OutboxCursor? {
        state.withLock { $0.cursors[shard] }
    }

    func register(_ subscriber: String, shard: Int) async throws -> OutboxCursor {
        state.withLock { state in
            let cursor = OutboxCursor(position: 0, startedAt: 0)
            state.cursors[shard] = cursor
            return cursor
        }
    }

    func saveCursor(of subscriber: String, shard: Int, position: Int64) async throws {
        state.withLock { $0.cursors[shard]?.position = position }
    }

    func onPublish(_ wake: @escaping @Sendable (_ shard: Int) -> Void) { state.withLock { $0.wakes.append(wake) } }
}
