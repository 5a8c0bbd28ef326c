import TenfoldCore

/// What a command's own transaction does with its claims.
struct ClaimsInTransaction: Sendable {
    let keeper: ClaimKeeper
    let key: CommandKey
    /// Reserved elsewhere.
    let holds: [ClaimHold]
    /// Living in this shard. Their buckets are not fenced here: an engine with moving buckets must fence them too.
    let here: [Claim]

    /// Takes all claims for good if this transaction commits. Throws a refusal (409) where one is taken.
    func take(in tx: Transaction) async throws {
        for claim in here {
            try await keeper.table.take(claim, scope: key.scope, as: keeper.newID(in: key.bucket), in: tx)
        }
        var aborted: [ID<ClaimOwner>] = []
        for hold in holds {
            // The key is new here, so this scope committed this claim longer ago than keys are kept.
            if hold.isConfirmed { throw ClaimKeeper.conflict(hold.claim) }
            let (holds, isNew) = try await keeper.outcomes.decide(.committed, hold.claim, hold.id, in: tx)
            if holds == .aborted {
                aborted.append(hold.id)
            } else if !isNew {
                throw ClaimKeeper.conflict(hold.claim)
            }
        }
        if !aborted.isEmpty { throw ClaimsWereAborted(ids: aborted) }
    }

    /// Gives up all reservations together with a recorded refusal.
    func giveUp(in tx: Transaction) async throws {
        for hold in holds where !hold.isConfirmed {
            try await keeper.outcomes.decide(.aborted, hold.claim, hold.id, in: tx)
        }
    }
}
