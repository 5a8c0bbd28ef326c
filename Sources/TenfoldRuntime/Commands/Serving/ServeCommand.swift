import ArgumentParser
import FoundationEssentials
import TenfoldCore
import TenfoldData
import TenfoldGateway
import TenfoldHTTP

/// `serve`: the app, until it is told to stop.
struct ServeCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Serve the app until SIGTERM or Ctrl-C.",
            discussion: """
                Health (/livez, /readyz, /startupz) and /metrics are on the admin port.

                With --stage and --service it plays one part of a stage: it hosts that service's modules and reaches all \
                others over their internal ports. `up` runs a whole stage on this machine.
                """)
    }

    @OptionGroup var dataOptions: DataOptions

    @Option(help: "The service of the stage that this process is one of.")
    var service: String?

    @Option(help: "Which of the service's processes it is, from 0: it decides the ports.")
    var replica = 0

    @Option(help: "The public address to listen on. Default: the stage's, else 127.0.0.1.")
    var host: String?

    @Option(help: "The public port; 0 takes a free one. Default: the stage's, else 8080.")
    var port: Int?

    @Option(help: "The address of health and metrics.")
    var adminHost = "127.0.0.1"

    @Option(help: "The port of health and metrics; 0 takes a free one. Default: the stage's, else 9090.")
    var adminPort: Int?

    @Option(help: "Event loops. Default: one a core.")
    var loops: Int?

    @Option(help: "Seconds a request may take. Default: the stage's, else 30.")
    var requestTimeout: Int?

    @Option(help: "Seconds that accepted requests may take to end when the app stops. Default: the stage's, else 20.")
    var shutdownGrace: Int?

    @Option(help: "How often an event is tried before its key is parked. Default: the stage's, else 8.")
    var eventAttempts: Int?

    @Flag(help: "Do not bring schemas up to date; refuse to start where they are not.")
    var noMigrate = false

    @Flag(help: "Log every request.")
    var accessLog = false

    @Flag(help: "Neither count requests by route nor give them ids and traces; to measure what that costs.")
    var noTelemetry = false

    @Flag(
        help: ArgumentHelp(
            "For tests: every call goes over the wire, to this process itself, and what may be retried is made twice.",
            visibility: .hidden))
    var callsItself = false

    func validate() throws {
        try PortOptions.validate(["--port": port, "--admin-port": adminPort])
        for (name, value) in [
            ("--request-timeout", requestTimeout ?? 1), ("--event-attempts", eventAttempts ?? 1),
            ("--loops", loops ?? 1),
        ]
        where value < 1 {
            throw ValidationError("\(name) must be at least 1, not \(value)")
        }
    }

    func run() async throws {
        OpenFileLimit.raise()
        let signals = try StopSignals()
        let environment = ProcessInfo.processInfo.environment
        let (served, lifeline) = try await CommandErrors.shown {
            // First of all: who started this process waits for its first beat.
            let lifeline = try Lifeline.open(environment: environment) { signals.stop() }
            let sockets = ChildEnvironment.inheritedSockets(environment)
            return (try await start(sockets: sockets, isChild: lifeline != nil), lifeline)
        }
        tellAddresses(of: served)
        lifeline?.ready(adminAddress: String(served.adminAddress.dropFirst("http://".count)))
        await signals.first()
        lifeline?.draining()
        await served.stop()
    }

    private func start(sockets: [CInt], isChild: Bool) async throws -> any ServedProcess {
        if let stage = try dataOptions.chosenStage() {
            let part = try StagePart(stage: stage, service: service, replica: replica)
            if part.service.gateway != nil { return try await startGateway(part, sockets: sockets, isChild: isChild) }
        }
        var options = try options()
        options.listeningSockets = sockets
        options.sharesAdminPort = isChild
        return try await Application.start(Subject.self, options)
    }

    private func startGateway(_ part: StagePart, sockets: [CInt], isChild: Bool) async throws -> GatewayProcess {
        LogSetup.bootstrap(level: dataOptions.logLevel, format: dataOptions.logFormat)
        let modules = Subject.modules.map { ModuleDescription(opening: $0) }
        let faults = DeclarationChecks.faults(in: modules)
        guard faults.isEmpty else { throw BootFaults(app: Subject.name, faults: faults) }
        var inheritance = GatewayInheritance()
        inheritance.sockets = sockets
        inheritance.sharesAdminPort = isChild
        let gateway = StageGateway(
            part: part, modules: modules, request: dataOptions.stageRequest(for: Subject.self), change: gatewayChange)
        return try await GatewayProcess.start(gateway.source, tools: StageGatewayTools(), inheriting: inheritance)
    }

    /// The command line over the stage.
    private var gatewayChange: @Sendable (inout GatewayOptions) -> Void {
        let (host, port, adminHost, adminPort) = (host, port, adminHost, adminPort)
        let (loops, grace, logsRequests) = (loops, shutdownGrace, accessLog)
        return { options in
            options.listen = HTTPEndpoint(host: host ?? options.listen.host, port: port ?? options.listen.port)
            options.admin = HTTPEndpoint(host: adminHost, port: adminPort ?? options.admin.port)
            options.loops = loops ?? options.loops
            options.shutdownGrace = grace.map { .seconds($0) } ?? options.shutdownGrace
            options.proxy.logsRequests = logsRequests || options.proxy.logsRequests
        }
    }

    /// The command line over the stage over the defaults.
    private func options() throws -> ApplicationOptions {
        var options = try dataOptions.applicationOptions()
        if let stage = try dataOptions.chosenStage() {
            try StagePart(stage: stage, service: service, replica: replica).apply(to: &options)
        } else if let service {
            throw ValidationError("--service \(service) needs --stage, which says what the service is")
        }
        options.host = host ?? options.host
        options.port = port ?? options.port
        options.adminHost = adminHost
        options.adminPort = adminPort ?? options.adminPort
        options.loops = loops ?? options.loops
        options.requestTimeout = requestTimeout.map { .seconds($0) } ?? options.requestTimeout
        options.shutdownGrace = shutdownGrace.map { .seconds($0) } ?? options.shutdownGrace
        options.eventAttempts = eventAttempts ?? options.eventAttempts
        options.migrates = !noMigrate
        options.logsRequests = accessLog
        options.observesRequests = !noTelemetry
        if callsItself { options.role = try .callingItself(Subject.self) }
        return options
    }

    private func tellAddresses(of served: any ServedProcess) {
        let what = service.map { "\(Subject.name)'s \($0)" } ?? Subject.name
        if !served.publicAddress.isEmpty { print("\(what) serves on \(served.publicAddress)") }
        if !served.internalAddress.isEmpty {
            print("\(what) answers other services on \(served.internalAddress)")
        }
        print("health and metrics on \(served.adminAddress)")
        let examples = served.publicAddress.isEmpty ? [] : Subject.examples(at: served.publicAddress)
        if !examples.isEmpty { print("try:") }
        for example in examples { print("  \(example)") }
        StandardOutput.flush()
    }
}
