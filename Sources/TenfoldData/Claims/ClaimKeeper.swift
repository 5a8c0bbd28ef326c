package import TenfoldCore
package import TenfoldResilience

/// Claims over shards: a value is reserved where it lives, decided in its owner's transaction, and confirmed after.
///
/// Who finds a reservation that nobody decides first inserts its id as aborted in the owner's shard, so that the
/// primary key there decides the race with the owner's own transaction.
package struct ClaimKeeper: Sendable {
    package let database: Database
    package let clock: any WallClock
    package let pacing: Pacing
    /// How old a reservation must be before others may abort it.
    package var abortableAfter: Duration = .seconds(10)
    /// How long a command waits for others' reservations, where its deadline is not nearer.
    package var maximumWait: Duration = .seconds(20)
    package var backoff = Backoff(base: .milliseconds(10), cap: .seconds(1))
    let table = ClaimTable()
    let outcomes = ClaimOutcomes()

    package init(database: Database, clock: any WallClock, pacing: Pacing) {
        self.database = database
        self.clock = clock
        self.pacing = pacing
    }

    /// The refusal of a claim that another has. It names the kind; the value is the caller's own.
    package static func conflict(_ claim: Claim) -> Refusal {
        DataMetrics.claimsTaken.increment()
        return .conflict("tenfold.claim-taken", "This value of \(claim.name) is taken: \(claim.value)")
    }

    /// Which claims live in the owner's own shard, and which in others. Both in a fixed order, so that two commands
    /// that want the same values meet at the first of them.
    func divide(_ claims: [Claim], owner: Bucket) -> (here: [Claim], elsewhere: [Claim]) {
        let sorted = Set(claims).sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        let home = database.engine.shard(of: owner)
        return (
            sorted.filter { database.engine.shard(of: $0.bucket) == home },
            sorted.filter { database.engine.shard(of: $0.bucket) != home }
        )
    }

    /// Reserves one value, waiting for another command's reservation to be decided. Throws a refusal (409) when it is
    /// taken.
    package func reserve(
        _ claim: Claim, for key: CommandKey, aborted: Set<ID<ClaimOwner>> = []
    ) async throws -> ClaimHold {
        var patience = self.patience
        while true {
            let fresh = newID(in: key.bucket)
            let table = self.table
            let reservation = try await database.write(bucket: claim.bucket) { tx in
                try await table.reserve(claim, scope: key.scope, as: fresh, aborted: aborted, in: tx)
            }
            switch reservation {
            case .held(let hold): return hold
            case .taken: throw Self.conflict(claim)
            case .undecided(let row): try await settle(row, &patience)
            }
        }
    }

    var patience: Patience { Patience(pacing, backoff, bound: maximumWait) }

    /// Brings another command's reservation nearer to its end: finishes what is decided, aborts what is old, else
    /// waits.
    func settle(_ row: ClaimRow, _ patience: inout Patience) async throws {
        let outcomes = self.outcomes
        let decided = try await database.read(bucket: row.id.bucket) { try await outcomes.look(row.id, in: $0) }
        if let decided { return try await finish(row.claim, row.id, decided) }
        let age = clock.now().millisecondsSince1970 - row.reservedAtMilliseconds
        if Duration.milliseconds(age) >= abortableAfter { return try await resolve(row.claim, row.id) }
        DataMetrics.claimsWaiting.increment()
        try await patience.pause("another command's claim of \(row.claim.name)")
    }

    /// Ends a reservation whatever its state: aborted in the owner's shard unless its owner committed first.
    package func resolve(_ claim: Claim, _ id: ID<ClaimOwner>) async throws {
        try await finish(claim, id, try await abort(claim, id))
    }

    /// The first half: the owner's shard decides. Answers what holds.
    package func abort(_ claim: Claim, _ id: ID<ClaimOwner>) async throws -> ClaimOutcome {
        let outcomes = self.outcomes
        let (holds, isNew) = try await database.write(bucket: id.bucket) { tx in
            try await outcomes.decide(.aborted, claim, id, in: tx)
        }
        if isNew { DataMetrics.claimsAborted.increment() }
        return holds
    }

    /// The second half: the value's shard follows what was decided.
    package func finish(_ claim: Claim, _ id: ID<ClaimOwner>, _ outcome: ClaimOutcome) async throws {
        let table = self.table
        try await database.write(bucket: claim.bucket) { tx in
            switch outcome {
            case .committed: try await table.confirm(claim, id, in: tx)
            case .aborted: try await table.free(claim, id, in: tx)
            }
        }
    }

    func newID(in bucket: Bucket) -> ID<ClaimOwner> {
        var random = SystemRandomNumberGenerator()
        return .new(in: bucket, atMilliseconds: clock.now().millisecondsSince1970, using: &random)
    }
}
