package import FoundationEssentials
import TenfoldCore

extension ClaimKeeper {
    /// Ends old reservations whose values live in `shard`; answers how many. Call it every 30 s or so, from one
    /// process.
    package func sweepReservations(shard: Int, now: Date, limit: Int = 200) async throws -> Int {
        let cutoff = now.addingTimeInterval(-abortableAfter.seconds)
        let table = self.table
        let old = try await database.readShard(shard) {
            try await table.reservations(before: cutoff, limit: limit, in: $0)
        }
        for row in old { try await resolve(row.claim, row.id) }
        DataMetrics.claimsSwept.increment(by: old.count)
        return old.count
    }

    /// Deletes outcomes that nothing asks for any more: decided before `cutoff` (24 h ago: longer than any command
    /// runs), and followed by their value's shard, which is made sure of first. Answers how many went.
    package func sweepOutcomes(
        shard: Int, before cutoff: Date, chunk: Int = 200, maximumChunks: Int = 10
    ) async throws -> Int {
        let outcomes = self.outcomes
        var position: Int64 = 0
        var deleted = 0
        for _ in 0..<maximumChunks {
            let start = position
            let old = try await database.readShard(shard) {
                try await outcomes.decided(before: cutoff, after: start, limit: chunk, in: $0)
            }
            guard let last = old.last else { break }
            position = last.position
            for decided in old { try await follow(decided) }
            try await database.writeShard(shard) { try await outcomes.delete(old.map(\.id), in: $0) }
            deleted += old.count
        }
        return deleted
    }

    private func follow(_ decided: ClaimOutcomes.Decided) async throws {
        guard let outcome = ClaimOutcome(rawValue: decided.state) else { return }
        let table = self.table
        let row = try await database.read(bucket: decided.claim.bucket) { try await table.row(decided.claim, in: $0) }
        guard let row, row.id == decided.id, row.state == ClaimRow.reserved else { return }
        try await finish(decided.claim, decided.id, outcome)
    }
}

extension Duration {
    /// In seconds, for dates.
    package var seconds: TimeInterval {
        let (seconds, attoseconds) = components
        return TimeInterval(seconds) + TimeInterval(attoseconds) / 1e18
    }
}
