import Crypto
import Logging
import TenfoldCache
import TenfoldCore
import TenfoldData
import TenfoldHTTP
import TenfoldIdentity

/// An app put together over its data, not yet serving.
struct Assembly: Sendable {
    let app: String
    let options: ApplicationOptions
    let place: DataPlace
    let registry: MessageRegistry
    let modules: [HostedModule]
    let identity: Identity
    let cache: MemoryCache
    let logger: Logger
    /// This process among all that share the data.
    let owner: String

    static func make(
        app: any App.Type, modules descriptions: [ModuleDescription], options: ApplicationOptions
    ) async throws -> Assembly {
        let logger = Logger(label: "tenfold.\(app.name)")
        let place = try DataPlace.open(app: app.name, options: options)
        do {
            let identity = try await Identity.make(app: app.name, place: place, options: options)
            let registry = MessageRegistry(descriptions)
            let cache = MemoryCache()
            let owner = place.folder.processName
            let wiring = Wiring(registry: registry, cacheEngine: cache)
            let settings = ModuleSettings(app: app.name, overrides: options.settings)
            var hosted: [HostedModule] = []
            if !options.migrates { try PendingSteps.refuse(descriptions, in: place) }
            for (type, description) in zip(app.modules, descriptions) {
                let storage = try await ModuleStorage.open(
                    description, in: place, clock: options.clock, registry: registry, owner: owner)
                let environment = ModuleEnvironment(
                    module: description.name, database: storage.database, clock: options.clock, tokens: identity.tokens,
                    passwords: identity.passwords, signInThrottle: identity.throttle,
                    configuration: settings.configuration(for: description.name),
                    folder: try ModuleFolder.make(description.name, in: place.folder),
                    servesBeyondLoopback: !options.isLoopback, wiring: wiring)
                hosted.append(
                    try host(
                        type, storage: storage, scope: identity.scope, registry: registry, environment: environment))
            }
            return Assembly(
                app: app.name, options: options, place: place, registry: registry, modules: hosted, identity: identity,
                cache: cache, logger: logger, owner: owner)
        } catch {
            place.folder.close()
            throw error
        }
    }

    private static func host<Owner: Module>(
        _ type: Owner.Type, storage: ModuleStorage, scope: CommandScope, registry: MessageRegistry,
        environment: ModuleEnvironment
    ) throws -> HostedModule {
        try HostedModule.make(type, storage: storage, scope: scope, registry: registry, environment: environment)
    }

    var accessLog: AccessLog? { options.logsRequests ? AccessLog(logger: logger) : nil }

    /// All public routes, the API description with them.
    func publicRoutes(as names: WorkNames) throws -> [Route] {
        let pipeline = RequestPipeline(
            tokens: identity.tokens, requestTimeout: options.requestTimeout, logger: logger, accessLog: accessLog)
        let routes = PublicRoutes(
            pipeline: pipeline, registry: registry, coder: StreamingJSONCoder(), limits: HTTPLimits())
        let descriptions = modules.map(\.description)
        return PublicRoutes.observed(
            try modules.flatMap { try routes.routes(of: $0.description) + $0.rawRoutes(pipeline) }
                + [routes.description(app: app, modules: descriptions)], as: names, isCounted: options.observesRequests)
    }

    /// What processes held that died without giving it back is free at once, not only when its lease runs out.
    func freeDeadOwners() async throws {
        let living = try place.folder.livingProcesses()
        for module in modules {
            let freed = try await DeadOwners.free(in: module.storage.database, living: living, now: options.clock.now())
            if freed > 0 {
                logger.notice(
                    "freed what dead processes held",
                    metadata: ["module": .string(module.description.name), "count": .stringConvertible(freed)])
            }
        }
    }

    /// Finishes what the databases have in hand and lets the folder go.
    func close() async {
        for module in modules { await module.storage.engine.close() }
        place.folder.close()
    }
}
