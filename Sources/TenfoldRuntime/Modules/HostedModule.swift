import TenfoldCore
import TenfoldHTTP

/// A module that has been made and bound, with what it asked to be run.
struct HostedModule: Sendable {
    let description: ModuleDescription
    let storage: ModuleStorage
    let subscriptions: [Subscription]
    let timers: [HostedTimer]
    let rawRoutes: @Sendable (RequestPipeline) -> [Route]
    /// Resumes a recorded run of one of the module's commands in steps, by message name.
    let resumptions: [String: StepsResumption]

    static func make<Owner: Module>(
        _ type: Owner.Type, storage: ModuleStorage, scope: CommandScope, registry: MessageRegistry,
        environment: ModuleEnvironment
    ) throws -> HostedModule {
        var declaration = Declaration<Owner>()
        Owner.declare(&declaration)
        let module = try Owner(environment)
        for handler in declaration.queries { try QueryBinding.bind(handler, of: module, in: registry) }
        let commands = CommandBinding(scope: scope, runner: storage.commands, steps: storage.steps)
        var resumptions: [String: StepsResumption] = [:]
        for handler in declaration.commands {
            if let (name, resumption) = try commands.bind(handler, of: module, in: registry) {
                resumptions[name] = resumption
            }
        }
        let raw = declaration.additions.compactMap { $0 as? HTTPRoute<Owner> }
        return HostedModule(
            description: ModuleDescription(declaration), storage: storage,
            subscriptions: declaration.subscriptions.map { $0.bind(module) },
            timers: declaration.timers.map { timer in
                HostedTimer(name: timer.name, period: timer.period) { try await timer.work(module) }
            },
            rawRoutes: { pipeline in raw.map { $0.bound(to: module, pipeline: pipeline) } }, resumptions: resumptions)
    }
}

/// A timer with its module bound.
struct HostedTimer: Sendable {
    let name: String
    let period: Duration
    let work: @Sendable () async throws -> Void
}
