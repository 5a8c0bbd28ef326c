import FoundationEssentials
package import TenfoldCore

/// The statements on `tenfold_claim_outcome`, in the owner's shard. The first row of a claim's id decides for ever.
package struct ClaimOutcomes: Sendable {
    package init() {}

    /// Writes an outcome unless there is one; answers what holds.
    @discardableResult
    package func decide(
        _ outcome: ClaimOutcome, _ claim: Claim, _ id: ID<ClaimOwner>, in tx: Transaction
    ) async throws -> (holds: ClaimOutcome, isNew: Bool) {
        let inserted = try await tx.execute(
            """
            INSERT INTO tenfold_claim_outcome (claim_id, bucket, name, value, state, decided_at)
            VALUES (\(id), \(id.bucket.number), \(claim.name), \(claim.value), \(outcome.rawValue),
            \(tx.services.clock.now())) ON CONFLICT (claim_id) DO NOTHING
            """)
        if inserted == 1 { return (outcome, true) }
        guard let present = try await look(id, in: tx) else {
            throw Fault(.unexpectedRow, "the claim \(claim.name) has an outcome that cannot be read")
        }
        return (present, false)
    }

    package func look(_ id: ID<ClaimOwner>, in reading: some SQLReading) async throws -> ClaimOutcome? {
        try await reading.first("SELECT state FROM tenfold_claim_outcome WHERE claim_id = \(id)", as: Int.self)
            .flatMap(ClaimOutcome.init(rawValue:))
    }

    struct Decided: RowDecodable {
        let position: Int64
        let id: ID<ClaimOwner>
        let claim: Claim
        let state: Int

        init(row: inout Row) throws {
            position = try row.next()
            id = try row.next()
            claim = .unique(try row.next(), try row.next())
            state = try row.next()
        }
    }

    /// Among the `limit` oldest outcomes after `position`, those decided before `cutoff`.
    func decided(before cutoff: Date, after position: Int64, limit: Int, in reading: some SQLReading) async throws
        -> [Decided]
    {
        try await reading.all(
            """
            SELECT position, claim_id, name, value, state FROM (
            SELECT position, claim_id, name, value, state, decided_at FROM tenfold_claim_outcome
            WHERE position > \(position) ORDER BY position LIMIT \(limit)) AS head
            WHERE decided_at < \(cutoff) ORDER BY position
            """)
    }

    func delete(_ ids: [ID<ClaimOwner>], in tx: Transaction) async throws {
        try await tx.execute("DELETE FROM tenfold_claim_outcome WHERE claim_id IN (\(list: ids))")
    }
}
