import FoundationEssentials
package import TenfoldCore

/// The statements on `tenfold_claim`, in the shard of a claim's value.
package struct ClaimTable: Sendable {
    package enum Reservation: Hashable, Sendable {
        case held(ClaimHold)
        /// Confirmed for another command.
        case taken
        /// Reserved by another command.
        case undecided(ClaimRow)
    }

    package init() {}

    /// Reserves for `scope`, adopting what an earlier try of the same command reserved, unless that was aborted.
    package func reserve(
        _ claim: Claim, scope: [UInt8], as fresh: ID<ClaimOwner>, aborted: Set<ID<ClaimOwner>>, in tx: Transaction
    ) async throws -> Reservation {
        if try await insert(claim, scope: scope, as: fresh, state: ClaimRow.reserved, in: tx) {
            return .held(ClaimHold(claim: claim, id: fresh))
        }
        guard let row = try await row(claim, in: tx) else {
            throw Fault(.unexpectedRow, "the claim \(claim.name) is neither free nor held")
        }
        guard row.scope == scope else { return row.state == ClaimRow.confirmed ? .taken : .undecided(row) }
        if row.state == ClaimRow.confirmed { return .held(ClaimHold(claim: claim, id: row.id, isConfirmed: true)) }
        guard aborted.contains(row.id) else { return .held(ClaimHold(claim: claim, id: row.id)) }
        try await tx.execute(
            """
            UPDATE tenfold_claim SET claim_id = \(fresh), reserved_at = \(tx.services.clock.now())
            WHERE name = \(claim.name) AND value = \(claim.value) AND claim_id = \(row.id) AND state = 0
            """)
        return .held(ClaimHold(claim: claim, id: fresh))
    }

    /// Takes a claim whose value lives in the transaction's own shard: confirmed at once, since commit decides.
    func take(_ claim: Claim, scope: [UInt8], as fresh: ID<ClaimOwner>, in tx: Transaction) async throws {
        if try await insert(claim, scope: scope, as: fresh, state: ClaimRow.confirmed, in: tx) { return }
        if let row = try await row(claim, in: tx), row.state == ClaimRow.reserved { throw ClaimIsUndecided(row: row) }
        throw ClaimKeeper.conflict(claim)
    }

    func confirm(_ claim: Claim, _ id: ID<ClaimOwner>, in tx: Transaction) async throws {
        try await tx.execute(
            """
            UPDATE tenfold_claim SET state = \(ClaimRow.confirmed)
            WHERE name = \(claim.name) AND value = \(claim.value) AND claim_id = \(id) AND state = 0
            """)
    }

    /// Frees a reservation that was aborted; a confirmed claim stays.
    func free(_ claim: Claim, _ id: ID<ClaimOwner>, in tx: Transaction) async throws {
        try await tx.execute(
            """
            DELETE FROM tenfold_claim
            WHERE name = \(claim.name) AND value = \(claim.value) AND claim_id = \(id) AND state = 0
            """)
    }

    package func row(_ claim: Claim, in reading: some SQLReading) async throws -> ClaimRow? {
        try await reading.first(
            "SELECT \(ClaimRow.columns) FROM tenfold_claim WHERE name = \(claim.name) AND value = \(claim.value)")
    }

    /// Reservations from before `cutoff`, oldest first, by the index of reservations.
    func reservations(before cutoff: Date, limit: Int, in reading: some SQLReading) async throws -> [ClaimRow] {
        try await reading.all(
            """
            SELECT \(ClaimRow.columns) FROM tenfold_claim WHERE state = 0 AND reserved_at < \(cutoff)
            ORDER BY reserved_at LIMIT \(limit)
            """)
    }

    private func insert(
        _ claim: Claim, scope: [UInt8], as id: ID<ClaimOwner>, state: Int, in tx: Transaction
    ) async throws -> Bool {
        try await tx.execute(
            """
            INSERT INTO tenfold_claim (name, value, bucket, claim_id, scope, state, reserved_at)
            VALUES (\(claim.name), \(claim.value), \(claim.bucket.number), \(id), \(scope), \(state),
            \(tx.services.clock.now())) ON CONFLICT (name, value) DO NOTHING
            """) == 1
    }
}
