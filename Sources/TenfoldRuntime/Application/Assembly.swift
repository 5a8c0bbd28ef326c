import Crypto
import Logging
import TenfoldCache
import TenfoldCore
import TenfoldData
import TenfoldEvents
import TenfoldHTTP
import TenfoldIdentity

/// An app put together over its data, not yet serving.
struct Assembly: Sendable {
    let app: String
    let options: ApplicationOptions
    let place: DataPlace
    /// What runs the messages that are answered here.
    let handlers: MessageRegistry
    /// What sends any message, to here or elsewhere.
    let senders: MessageRegistry
    /// The whole app's modules.
    let descriptions: [ModuleDescription]
    /// Those that live in this process.
    let modules: [HostedModule]
    /// They follow what other processes change of those modules' data.
    let followers: [String: ModuleFollower]
    /// Where they take the events that other processes push.
    let desks: [DeliveryDesk]
    /// The way to the stage's other processes; nil where this one is the whole app.
    let network: StageNetwork?
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
        var network: StageNetwork?
        do {
            network = try options.role.map {
                try StageNetwork(role: $0, loops: options.loops, interceptor: options.interceptor)
            }
            let identity = try await Identity.make(app: app.name, place: place, options: options)
            let handlers = MessageRegistry(descriptions)
            let senders = options.role?.callsItself == true ? MessageRegistry(descriptions) : handlers
            try network?.bindSenders(of: descriptions, in: senders, app: app.name, scope: identity.scope)
            let cache = MemoryCache()
            let owner = place.folder.processName
            let wiring = Wiring(registry: senders, cacheEngine: cache)
            let settings = ModuleSettings(
                app: app.name, overrides: options.settings, stage: options.stageSettings)
            let residents = zip(app.modules, descriptions).filter { options.role?.modules.contains($1.name) ?? true }
            var hosted: [HostedModule] = []
            if !options.migrates { try PendingSteps.refuse(residents.map(\.1), in: place) }
            for (type, description) in residents {
                let storage = try await ModuleStorage.open(
                    description, in: place, clock: options.clock, registry: senders, owner: owner)
                let environment = ModuleEnvironment(
                    module: description.name, database: storage.database, clock: options.clock, tokens: identity.tokens,
                    passwords: identity.passwords, signInThrottle: identity.throttle,
                    configuration: settings.configuration(for: description.name),
                    folder: try ModuleFolder.make(description.name, in: place.folder),
                    servesBeyondLoopback: !options.isLoopback, wiring: wiring)
                hosted.append(
                    try host(
                        type, storage: storage, scope: identity.scope, registry: handlers, environment: environment))
            }
            return Assembly(
                app: app.name, options: options, place: place, handlers: handlers, senders: senders,
                descriptions: descriptions, modules: hosted,
                followers: Self.followers(of: hosted, cache),
                desks: hosted.filter { !$0.subscriptions.isEmpty }.map { DeliveryDesk($0.eventSubscriber(options)) },
                network: network, identity: identity, cache: cache,
                logger: logger, owner: owner)
        } catch {
            await network?.close()
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

    private static func followers(of modules: [HostedModule], _ cache: MemoryCache) -> [String: ModuleFollower] {
        let pairs = modules.map { module in
            (
                module.description.name,
                ModuleFollower(InvalidationFollower(reader: module.storage.invalidations, cache: cache))
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private var gate: SessionGate { SessionGate(followers: followers) }

    var accessLog: AccessLog? { options.logsRequests ? AccessLog(logger: logger) : nil }

    /// All public routes, the API description with them.
    func publicRoutes(as names: WorkNames) throws -> [Route] {
        try publicRoutes(of: descriptions, from: nil, admission: nil, as: names)
    }

    private func publicRoutes(
        of described: [ModuleDescription], from gateway: GatewayDoor?, admission: AdmissionDesks?, as names: WorkNames
    ) throws -> [Route] {
        var pipeline = RequestPipeline(
            tokens: identity.tokens, requestTimeout: options.requestTimeout, logger: logger, accessLog: accessLog,
            sessions: network == nil ? nil : PublicSessions(tokens: identity.sessions, gate: gate))
        pipeline.gateway = gateway
        let routes = PublicRoutes(
            pipeline: pipeline, registry: senders, coder: StreamingJSONCoder(), limits: options.httpLimits,
            admission: admission)
        return PublicRoutes.observed(
            try described.flatMap { try routes.routes(of: $0) } + modules.flatMap { $0.rawRoutes(pipeline) }
                + [routes.description(app: app, modules: descriptions)], as: names, isCounted: options.observesRequests)
    }

    /// What other processes of the stage may ask of this one: calls, pushed events, and, behind a gateway, the public
    /// requests for its modules.
    func internalRoutes(as names: WorkNames) throws -> [Route] {
        let door = InternalDoor(secret: network?.secret, gate: gate, clock: options.clock)
        let admission = AdmissionDesks()
        let routes = InternalRoutes(
            app: app, handlers: handlers, door: door, limits: options.httpLimits, admission: admission)
        let pushes = PushRoute(app: app, door: door)
        let own = PublicRoutes.observed(
            try modules.flatMap { try routes.routes(of: $0.description) } + desks.map(pushes.route), as: names,
            isCounted: options.observesRequests)
        guard options.role?.isBehindGateway == true else { return own }
        let gateway = GatewayDoor(secret: network?.secret)
        return own
            + (try publicRoutes(of: modules.map(\.description), from: gateway, admission: admission, as: names))
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
        await network?.close()
        place.folder.close()
    }
}
