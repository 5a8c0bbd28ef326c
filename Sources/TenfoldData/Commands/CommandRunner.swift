package import TenfoldCore

/// Runs commands under their keys: key, claims, rows, events and reply are one commit, and a retry gets the first
/// reply.
package struct CommandRunner: Sendable {
    package let database: Database
    package var claims: ClaimKeeper
    let journal = CommandJournal()
    let pacing: Pacing
    private let replays: ReplayedWrites?

    /// - Parameter replays: what lets callers see the writes of an attempt whose reply was lost.
    package init(
        database: Database, clock: any WallClock = SystemWallClock(), pacing: Pacing = .system,
        replays: ReplayedWrites? = nil
    ) {
        self.database = database
        self.replays = replays
        self.pacing = pacing
        claims = ClaimKeeper(database: database, clock: clock, pacing: pacing)
    }

    /// Runs `handler` unless its key was answered before.
    ///
    /// A `Refusal` of the handler undoes its rows, is recorded under the key, and is thrown. After any other error
    /// nothing is recorded. Where the outcome of a commit is unknown, or the bucket has moved, it is run again under
    /// the same key.
    package func run<Body: Command>(
        _ message: Body, key: CommandKey, claims wanted: [Claim]? = nil,
        handler: @escaping @Sendable (Transaction) async throws -> Body.Reply
    ) async throws -> Body.Reply {
        let (here, elsewhere) = claims.divide(wanted ?? message.claims, owner: key.bucket)
        let command = KeyedCommand(database: database, journal: journal, key: key, handler: handler)
        let answer =
            if elsewhere.isEmpty {
                try await runHere(command, here)
            } else {
                try await runAcross(command, here, elsewhere)
            }
        if case .replayed = answer { try await replays?.note(key.bucket) }
        return try answer.reply()
    }

    /// What was answered under the key before, or nil: for commands whose preparation is costly. Throws the recorded
    /// refusal, or a refusal (422) where the key came with another body.
    package func recorded<Reply: Codable & Sendable>(
        _ type: Reply.Type = Reply.self, key: CommandKey
    ) async throws -> Reply? {
        let journal = self.journal
        let entry = try await database.read(bucket: key.bucket) { try await journal.look(key, in: $0) }
        guard let answer = try CommandAnswer<Reply>.recorded(entry) else { return nil }
        if case .replayed = answer { try await replays?.note(key.bucket) }
        return try answer.reply()
    }

    /// All claims in the command's own shard: one transaction does it all.
    private func runHere<Reply>(_ command: KeyedCommand<Reply>, _ here: [Claim]) async throws -> CommandAnswer<Reply> {
        var patience = claims.patience
        while true {
            do {
                return try await Retrying(pacing: pacing).run { _ in
                    try await command.commit(
                        ClaimsInTransaction(keeper: claims, key: command.key, holds: [], here: here))
                }
            } catch let undecided as ClaimIsUndecided {
                try await claims.settle(undecided.row, &patience)
            }
        }
    }

    /// Some claims in other shards: reserve, commit, confirm.
    private func runAcross<Reply>(
        _ command: KeyedCommand<Reply>, _ here: [Claim], _ elsewhere: [Claim]
    ) async throws -> CommandAnswer<Reply> {
        if let answer = try await command.lookForAnswer() { return answer }
        var attempt = ClaimingAttempt(keeper: claims, key: command.key, here: here, elsewhere: elsewhere)
        var patience = claims.patience
        while true {
            do {
                try await attempt.reserve()
                let taken = attempt.inTransaction
                let answer = try await Retrying(pacing: pacing).run { _ in try await command.commit(taken) }
                await attempt.settle(after: answer)
                return answer
            } catch let refusal as Refusal where attempt.isReserving {
                let answer = try await command.recordRefusal(refusal, attempt.inTransaction)
                await attempt.settle(after: answer)
                return answer
            } catch let aborted as ClaimsWereAborted {
                attempt.startOver(without: aborted.ids)
                try await patience.pause("the claims of this command")
            } catch let undecided as ClaimIsUndecided {
                // Nobody waits here with full hands, and reservations are made in one order: so no two wait for each
                // other.
                await attempt.letGo()
                try await claims.settle(undecided.row, &patience)
            } catch {
                await attempt.abandon(after: error)
                throw error
            }
        }
    }
}
