import Synchronization
import TenfoldCore

/// What happens to a write.
enum WriteFault: Sendable {
    case none
    /// It is not begun, and its caller is told that the outcome is unknown.
    case lost
    /// It commits, and its caller is told that the outcome is unknown.
    case unknown
    /// The process dies before it: neither this write nor a later one happens.
    case crashBefore
    /// The process dies after it: it commits, and nobody learns of it.
    case crashAfter
}

struct Crashed: Error {}

/// Says what happens to each write, by its number from 0.
final class WriteFaults: Sendable {
    private let plan: @Sendable (Int) -> WriteFault
    private let state = Mutex((count: 0, isDead: false))

    init(_ plan: @escaping @Sendable (Int) -> WriteFault) { self.plan = plan }

    convenience init(_ fault: WriteFault, at number: Int) { self.init { $0 == number ? fault : .none } }

    var hasCrashed: Bool { state.withLock { $0.isDead } }

    func next() throws -> WriteFault {
        try state.withLock { state in
            if state.isDead { throw Crashed() }
            defer { state.count += 1 }
            let fault = plan(state.count)
            switch fault {
            case .crashBefore:
                state.isDead = true
                throw Crashed()
            case .crashAfter: state.isDead = true
            default: break
            }
            return fault
        }
    }
}

/// An engine as a process sees it that loses answers, or dies.
struct FaultyEngine: DatabaseEngine {
    let base: any DatabaseEngine
    let faults: WriteFaults

    var name: String { base.name }
    var shardCount: Int { base.shardCount }
    func shard(of bucket: Bucket) -> Int { base.shard(of: bucket) }

    func read<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        if faults.hasCrashed { throw Crashed() }
        return try await base.read(shard: shard, body)
    }

    func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await faulty { try await base.write(bucket: bucket, body) }
    }

    func write<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await faulty { try await base.write(shard: shard, body) }
    }

    private func faulty<Value>(_ write: () async throws -> Value) async throws -> Value {
        switch try faults.next() {
        case .lost: throw Fault(.unknownOutcome, "the test lost this write")
        case .unknown:
            _ = try await write()
            throw Fault(.unknownOutcome, "the test lost this answer")
        case .crashAfter:
            _ = try await write()
            throw Crashed()
        case .none, .crashBefore: return try await write()
        }
    }
}
