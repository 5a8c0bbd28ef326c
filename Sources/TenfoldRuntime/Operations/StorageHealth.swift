import TenfoldCore
import TenfoldData
import TenfoldTelemetry

/// Whether every module's database takes a write: what `/readyz` says of storage.
struct StorageHealth: Sendable {
    static let check = "storage"

    let modules: [HostedModule]
    let owner: String
    let clock: any WallClock
    let health: Health

    /// One round: a small row in each shard.
    func probe() async {
        do {
            for module in modules {
                for shard in 0..<module.storage.engine.shardCount {
                    let now = clock.now()
                    _ = try await module.storage.database.writeShard(shard) { [owner] tx in
                        try await tx.execute(
                            """
                            INSERT INTO tenfold_lease (name, owner, expires_at) VALUES (\("health"), \(owner), \(now))
                            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                            """)
                    }
                }
            }
            health.set(Self.check, .ready)
        } catch {
            guard !Task.isCancelled else { return }
            health.set(Self.check, .failing(CommandErrors.sentence(for: error)))
        }
    }
}
