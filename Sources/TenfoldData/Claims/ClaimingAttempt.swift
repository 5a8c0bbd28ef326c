import TenfoldCore

/// The reservations of one command while it tries to commit.
struct ClaimingAttempt: Sendable {
    let keeper: ClaimKeeper
    let key: CommandKey
    let here: [Claim]
    let elsewhere: [Claim]
    private var holds: [ClaimHold] = []
    private var aborted: Set<ID<ClaimOwner>> = []

    init(keeper: ClaimKeeper, key: CommandKey, here: [Claim], elsewhere: [Claim]) {
        self.keeper = keeper
        self.key = key
        self.here = here
        self.elsewhere = elsewhere
    }

    /// Whether some value is not reserved yet: a refusal then comes from the claims, not from the handler.
    var isReserving: Bool { holds.count < elsewhere.count }

    var inTransaction: ClaimsInTransaction {
        ClaimsInTransaction(keeper: keeper, key: key, holds: holds, here: here)
    }

    mutating func reserve() async throws {
        for claim in elsewhere.dropFirst(holds.count) {
            holds.append(try await keeper.reserve(claim, for: key, aborted: aborted))
        }
    }

    mutating func startOver(without ids: [ID<ClaimOwner>]) {
        aborted.formUnion(ids)
        // All are reserved anew, and those that still hold are found as this command's own.
        holds = []
    }

    /// After the commit. What fails here is mended by the sweep, so the caller is not told.
    func settle<Reply>(after answer: CommandAnswer<Reply>) async {
        for hold in holds where !hold.isConfirmed {
            await quietly {
                switch answer {
                case .fresh: try await keeper.finish(hold.claim, hold.id, .committed)
                // A replay may be of an earlier try that committed this very reservation: ask the owner's shard.
                case .refused, .replayed: try await keeper.resolve(hold.claim, hold.id)
                }
            }
        }
    }

    /// After a failure that decided nothing. An unknown outcome is left alone: a retry under the key finds it, or the
    /// sweep.
    func abandon(after error: any Error) async {
        if let fault = error as? Fault, fault.code == .unknownOutcome { return }
        await abortAll()
    }

    /// Frees what was reserved, to reserve it anew.
    mutating func letGo() async {
        await abortAll()
        startOver(without: holds.filter { !$0.isConfirmed }.map(\.id))
    }

    private func abortAll() async {
        for hold in holds where !hold.isConfirmed {
            await quietly { try await keeper.resolve(hold.claim, hold.id) }
        }
    }

    private func quietly(_ work: @escaping @Sendable () async throws -> Void) async {
        do {
            try await shielded(work)
        } catch {
            DataMetrics.claimsUnsettled.increment()
        }
    }
}
