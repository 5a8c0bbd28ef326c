import FoundationEssentials
package import Logging
package import TenfoldCore

/// Runs commands in durable steps: begins them under their key, resumes them after a crash, and gives duplicates the
/// first answer.
package final class StepsRunner: Sendable {
    let database: Database
    /// This process among all: unique, and another after each start.
    let owner: String
    let settings: StepsSettings
    let sending: any StepSending
    let logger: Logger
    private let replays: ReplayedWrites?
    let journal = CommandJournal()
    let runs = RunTable()
    let steps = StepTable()
    let registry = RunRegistry()

    package init(
        database: Database, owner: String, sending: any StepSending, settings: StepsSettings = StepsSettings(),
        logger: Logger = Logger(label: "tenfold.steps"), replays: ReplayedWrites? = nil
    ) {
        self.database = database
        self.owner = owner
        self.sending = sending
        self.settings = settings
        self.logger = logger
        self.replays = replays
    }

    /// Runs a command in steps unless its key was answered before; a duplicate waits for the first one's answer.
    ///
    /// - Throws: the command's recorded `Refusal`; `Fault.unavailable` when it was begun and could not be finished now:
    ///   it is resumed by itself, and the same key gets its answer later.
    package func start<Body: Command>(
        _ message: Body, key: CommandKey, body: @escaping @Sendable (Body, Steps) async throws -> Body.Reply
    ) async throws -> Body.Reply {
        try TransactionScope.refuseInside("the command \(Body.name)")
        var patience = Patience(settings.pacing, settings.duplicateBackoff, bound: settings.duplicateWait)
        while true {
            switch registry.enter(key.scope, bucket: key.bucket) {
            case .running(let finish):
                DataMetrics.duplicatesWaiting.increment()
                try await wait(finish, try patience.nextDelay(Body.name))
            case .entered:
                defer { registry.leave(key.scope) }
                let execution = try begin(message, key)
                if let reply = try await drive(execution, message, body) { return reply }
            }
            if let reply: Body.Reply = try await answer(key, &patience) { return reply }
        }
    }

    /// Goes on with a run that `recover` has taken. Call it from `recover`'s callback, with the command's types
    /// restored.
    package func resume<Body: Command>(
        _ run: RecordedRun, as type: Body.Type, body: @escaping @Sendable (Body, Steps) async throws -> Body.Reply
    ) async throws {
        let message: Body = try StoredJSON.decode(from: run.body)
        let (steps, scope) = (self.steps, run.scope)
        let recorded = try await database.write(bucket: run.bucket) { try await steps.all(scope: scope, in: $0) }
        let execution = RunExecution(
            database: database, key: CommandKey(scope: run.scope, fingerprint: [], bucket: run.bucket),
            lease: RunLease(scope: run.scope, owner: owner, attempt: run.attempts), settings: settings,
            sending: sending,
            record: RunRecord(message: run.message, body: run.body, call: []),
            progress: RunProgress(hasBegun: true, recorded: recorded))
        _ = try await drive(execution, message, body)
    }

    private func begin<Body: Command>(_ message: Body, _ key: CommandKey) throws -> RunExecution {
        let call = RecordedCall(.current, traceparent: settings.traceparent())
        return RunExecution(
            database: database, key: key, lease: RunLease(scope: key.scope, owner: owner, attempt: 1),
            settings: settings,
            sending: sending,
            record: RunRecord(
                message: Body.name, body: try StoredJSON.encode(message), call: try StoredJSON.encode(call)),
            progress: RunProgress())
    }

    /// The answer under a key that someone else has taken; nil when nobody has, so that it can be begun.
    private func answer<Reply: Codable & Sendable>(_ key: CommandKey, _ patience: inout Patience) async throws -> Reply?
    {
        while true {
            let journal = self.journal
            switch try await database.read(bucket: key.bucket, { try await journal.look(key, in: $0) }) {
            case .new: return nil
            case .replied(let bytes):
                DataMetrics.keysReplayed.increment()
                try await replays?.note(key.bucket)
                return try StoredJSON.decode(from: bytes)
            case .refused(let refusal):
                DataMetrics.keysReplayed.increment()
                throw refusal
            case .running:
                let delay = try patience.nextDelay("the first try of this command")
                if let finish = registry.finish(of: key.scope) {
                    try await wait(finish, delay)
                } else {
                    try await settings.pacing.sleep(delay)
                }
            }
        }
    }

    /// Until the run in this process is over, or for `longest`: then its row is looked at.
    private func wait(_ finish: FinishSignal, _ longest: Duration) async throws {
        let sleep = settings.pacing.sleep
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await finish.wait() }
            group.addTask { try await sleep(longest) }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Call.current.checkDeadline()
    }
}
