import FoundationEssentials
import TenfoldCore
import TenfoldData

/// One round of removing what has had its time, in small transactions.
struct StorageSweep: Sendable {
    /// How long an answered key is remembered.
    static let keyRetention: TimeInterval = 24 * 3600
    /// How long an event that nobody listens to is kept.
    static let unheardRetention: TimeInterval = 600
    /// How long invalidations are kept for processes that follow late.
    static let invalidationRetention: TimeInterval = 300

    let storage: ModuleStorage
    let subscribers: Set<String>

    func run(now: Date) async throws {
        for shard in 0..<storage.engine.shardCount {
            _ = try await storage.commands.claims.sweepReservations(shard: shard, now: now)
            _ = try await storage.commands.claims.sweepOutcomes(shard: shard, before: now - Self.keyRetention)
            _ = try await CommandJournal().sweep(storage.database, shard: shard, before: now - Self.keyRetention)
            _ = try await storage.outbox.sweep(
                shard: shard, subscribers: subscribers, before: now - Self.unheardRetention)
            _ = try await storage.invalidations.sweep(shard: shard, before: now - Self.invalidationRetention)
        }
    }
}
