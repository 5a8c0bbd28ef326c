import TenfoldCore
import TenfoldData

/// Goes on with a recorded run of a command in steps.
typealias StepsResumption = @Sendable (RecordedRun) async throws -> Void

/// Binds a module's commands to their slots: every command runs under a key, in its bucket.
struct CommandBinding: Sendable {
    let scope: CommandScope
    let runner: CommandRunner
    let steps: StepsRunner

    /// Binds a handler. For one in steps it also answers how a recorded run of it is resumed.
    func bind<Handling: AnyCommandHandler>(
        _ handler: Handling, of module: Handling.Owner, in registry: MessageRegistry
    ) throws -> (message: String, resumption: StepsResumption)? {
        let slot = try registry.slot(for: Handling.Body.self)
        switch handler.work {
        case .transaction(let run):
            bind(slot) { command, key in try await runner.run(command, key: key) { try await run(module, command, $0) }
            }
        case .prepared(let prepare):
            bind(slot) { command, key in
                if let answered = try await runner.recorded(Handling.Body.Reply.self, key: key) { return answered }
                let apply = try await prepare(module, command)
                return try await runner.run(command, key: key) { try await apply($0) }
            }
        case .steps(let run):
            let body: @Sendable (Handling.Body, Steps) async throws -> Handling.Body.Reply = {
                try await run(module, $0, $1)
            }
            bind(slot) { command, key in
                guard command.claims.isEmpty else {
                    throw Fault(
                        .programming,
                        "\(Handling.Body.name) is handled in steps and has claims; send a command that claims from its first step"
                    )
                }
                return try await steps.start(command, key: key, body: body)
            }
            return (
                Handling.Body.name, { recorded in try await steps.resume(recorded, as: Handling.Body.self, body: body) }
            )
        }
        return nil
    }

    private func bind<Body: Command>(
        _ slot: MessageSlot<Body>, run: @escaping @Sendable (Body, CommandKey) async throws -> Body.Reply
    ) {
        slot.fill { [scope] command, key in
            try MessageValidation.check(command)
            var call = Call.current
            let fingerprint = try scope.fingerprint(of: command)
            let key = key ?? CommandScope.key(for: Body.name, fingerprint: fingerprint, sentFrom: call)
            call.idempotencyKey = key
            let commandKey = CommandKey(
                scope: CommandScope.digest(principal: call.principal, message: Body.name, key: key),
                fingerprint: fingerprint,
                bucket: try CommandScope.bucket(of: command, principal: call.principal, key: key))
            return try await Call.$current.withValue(call) { try await run(command, commandKey) }
        }
    }
}
