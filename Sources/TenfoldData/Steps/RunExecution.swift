import FoundationEssentials
import Synchronization
import TenfoldCore

/// One try at one command in steps: performs each step and records it, behind the run's lease.
final class RunExecution: StepExecution {
    let database: Database
    let key: CommandKey
    let lease: RunLease
    let settings: StepsSettings
    let sending: any StepSending
    let record: RunRecord
    let journal = CommandJournal()
    let runs = RunTable()
    let steps = StepTable()
    private let progress: Mutex<RunProgress>

    init(
        database: Database, key: CommandKey, lease: RunLease, settings: StepsSettings, sending: any StepSending,
        record: RunRecord, progress: RunProgress
    ) {
        self.database = database
        self.key = key
        self.lease = lease
        self.settings = settings
        self.sending = sending
        self.record = record
        self.progress = Mutex(progress)
    }

    var hasBegun: Bool { progress.withLock { $0.hasBegun } }
    var ending: RunEnding? { progress.withLock { $0.ending } }

    func transaction<Value: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        if case .recorded(let outcome) = try enter(name) { return try outcome.decoded() }
        defer { leave() }
        let performed = try await commit(name) { [steps, key] tx -> Performed<Value> in
            do {
                let value = try await tx.savepoint { try await body(tx) }
                try await steps.insert(.value(StoredJSON.encode(value)), name, scope: key.scope, in: tx)
                return .value(value)
            } catch let refusal as Refusal {
                try await steps.insert(.refused(refusal), name, scope: key.scope, in: tx)
                return .recorded(.refused(refusal))
            }
        }
        return try performed.get()
    }

    func send<Body: Command>(_ name: String, _ command: Body) async throws -> Body.Reply {
        let key = Hex.text(key.scope) + "/" + name
        return try await ask(name) { try await self.sending.send(command, key: key) }
    }

    func query<Body: Query>(_ name: String, _ query: Body) async throws -> Body.Reply {
        try await ask(name) { try await self.sending.query(query) }
    }

    /// Asks another module and records the answer. The run is recorded first: what is sent must not be forgotten.
    private func ask<Reply: Codable & Sendable>(
        _ name: String, _ work: () async throws -> Reply
    ) async throws -> Reply {
        try TransactionScope.refuseInside("the step \(name)")
        if case .recorded(let outcome) = try enter(name) { return try outcome.decoded() }
        defer { leave() }
        if !hasBegun { _ = try await commit(nil) { _ in Performed<Nothing>.value(Nothing()) } }
        let outcome: StepOutcome
        var reply: Reply?
        do {
            let value = try await work()
            outcome = .value(try StoredJSON.encode(value))
            reply = value
        } catch let refusal as Refusal {
            outcome = .refused(refusal)
        }
        let performed = try await commit(name) { [steps, key] tx -> Performed<Reply> in
            try await steps.insert(outcome, name, scope: key.scope, in: tx)
            return .recorded(outcome)
        }
        if let reply, case .recorded(.value) = performed { return reply }
        return try performed.get()
    }

    func conclude<Reply: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Reply
    ) async throws -> Reply {
        guard case .perform = try enter(name) else { throw Self.wasAStep(name) }
        defer { leave() }
        let reply = try await finish { [journal, key] tx in
            let reply = try await tx.savepoint { try await body(tx) }
            try await journal.record(reply: StoredJSON.encode(reply), scope: key.scope, in: tx)
            return reply
        }
        progress.withLock { $0.end(.replied(reply)) }
        return reply
    }

    func conclude(
        _ name: String, refusing refusal: Refusal, _ body: @escaping @Sendable (Transaction) async throws -> Void
    ) async throws -> Never {
        guard case .perform = try enter(name) else { throw Self.wasAStep(name) }
        defer { leave() }
        try await finish { [journal, key] tx in
            try await tx.savepoint { try await body(tx) }
            try await journal.record(refusal: refusal, scope: key.scope, in: tx)
        }
        progress.withLock { $0.end(.refused(refusal)) }
        throw refusal
    }

    func end(_ ending: RunEnding) { progress.withLock { $0.end(ending) } }
    func didCommit() { progress.withLock { $0.commit() } }
    private func enter(_ name: String) throws -> RunProgress.Entry { try progress.withLock { try $0.enter(name) } }
    private func leave() { progress.withLock { $0.leave() } }

    private static func wasAStep(_ name: String) -> Fault {
        Fault(.programming, "\(name) was a step before and is a conclusion now: give the conclusion its own name")
    }
}

/// What a step's transaction brought: its own value, or what was recorded.
enum Performed<Value: Codable & Sendable>: Sendable {
    case value(Value)
    case recorded(StepOutcome)

    func get() throws -> Value {
        switch self {
        case .value(let value): value
        case .recorded(let outcome): try outcome.decoded()
        }
    }
}
