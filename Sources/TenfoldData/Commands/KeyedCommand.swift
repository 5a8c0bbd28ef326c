import TenfoldCore

/// What a command was answered.
enum CommandAnswer<Reply: Codable & Sendable>: Sendable {
    case fresh(Reply)
    case replayed([UInt8])
    case refused(Refusal)

    func reply() throws -> Reply {
        switch self {
        case .fresh(let reply): return reply
        case .replayed(let bytes): return try StoredJSON.decode(from: bytes)
        case .refused(let refusal): throw refusal
        }
    }

    /// What an entry means to someone who may run the command: nil is "run it".
    static func recorded(_ entry: CommandJournal.Entry) throws -> CommandAnswer? {
        switch entry {
        case .new: return nil
        case .replied(let bytes):
            DataMetrics.keysReplayed.increment()
            return .replayed(bytes)
        case .refused(let refusal):
            DataMetrics.keysReplayed.increment()
            return .refused(refusal)
        case .running:
            throw Fault(.unavailable, "this command is under way in steps; try again under the same key")
        }
    }
}

/// One command's transaction under its key.
struct KeyedCommand<Reply: Codable & Sendable>: Sendable {
    let database: Database
    let journal: CommandJournal
    let key: CommandKey
    let handler: @Sendable (Transaction) async throws -> Reply

    /// What was answered under the key before, if anything was.
    func lookForAnswer() async throws -> CommandAnswer<Reply>? {
        let (journal, key) = (journal, key)
        return try CommandAnswer<Reply>.recorded(
            try await database.read(bucket: key.bucket) { try await journal.look(key, in: $0) })
    }

    /// Key, claims, the handler's rows and the reply: all of it, or nothing.
    func commit(_ claims: ClaimsInTransaction) async throws -> CommandAnswer<Reply> {
        let (journal, key, handler) = (journal, key, handler)
        return try await database.write(bucket: key.bucket) { tx in
            if let answer = try CommandAnswer<Reply>.recorded(try await journal.open(key, in: tx)) { return answer }
            do {
                let reply = try await tx.savepoint {
                    try await claims.take(in: tx)
                    return try await handler(tx)
                }
                try await journal.record(reply: StoredJSON.encode(reply), scope: key.scope, in: tx)
                return .fresh(reply)
            } catch let refusal as Refusal {
                try await claims.giveUp(in: tx)
                try await journal.record(refusal: refusal, scope: key.scope, in: tx)
                return .refused(refusal)
            }
        }
    }

    /// A refusal that was found before the transaction: a claim that is taken.
    func recordRefusal(_ refusal: Refusal, _ claims: ClaimsInTransaction) async throws -> CommandAnswer<Reply> {
        let (journal, key) = (journal, key)
        return try await Retrying(pacing: claims.keeper.pacing).run { _ in
            try await database.write(bucket: key.bucket) { tx in
                if let answer = try CommandAnswer<Reply>.recorded(try await journal.open(key, in: tx)) { return answer }
                try await claims.giveUp(in: tx)
                try await journal.record(refusal: refusal, scope: key.scope, in: tx)
                return .refused(refusal)
            }
        }
    }
}
