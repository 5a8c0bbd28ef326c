package import ArgumentParser
import Synchronization
import TenfoldConfiguration
import TenfoldCore
import TenfoldData
import TenfoldGateway
import TenfoldHTTP

/// Gives a command its tools: ArgumentParser makes commands by itself.
package protocol GatewayToolsProvider: SendableMetatype {
    static var tools: any GatewayTools { get }
}

/// `gateway`: a reverse proxy by a file, until it is told to stop.
package struct GatewayCommand<Provider: GatewayToolsProvider>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "gateway", abstract: "Run a gateway in front of any HTTP services, by a file.",
            discussion: """
                The file names upstreams, each a group of servers that do the same, and routes, each with the upstream \
                that its requests go to and what they have to comply with on the way:

                  gateway:
                    listen: 127.0.0.1:8000
                    upstreams:
                      app: { servers: [127.0.0.1:9001, 127.0.0.1:9002] }
                    routes:
                      - { path: /*, upstream: app }

                Every key is in docs/operating/gateway.md. A changed file is taken over within two seconds, or at \
                SIGHUP: whole, or not at all, and no connection ends for it. Health (/livez, /readyz, /startupz) and \
                /metrics are on the admin port. SIGTERM and Ctrl-C let requests under way end; a second one does not.
                """)
    }

    @Option(help: ArgumentHelp("The file that describes the gateway.", valueName: "file"))
    var config: String

    @Flag(help: "Say whether the file is valid, with everything that is wrong in it, and end.")
    var check = false

    @Option(help: ArgumentHelp("Where to listen, instead of the file's `listen`.", valueName: "address:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp("Where health and metrics are, instead of the file's `admin`.", valueName: "address:port"))
    var admin: String?

    @Option(help: "What to log: trace, debug, info, notice, warning, error or critical.")
    var logLevel: String = "info"

    @Option(help: "How to log: json, or console for people. Default: console on a terminal, else json.")
    var logFormat: LogFormat?

    package init() {}

    package func validate() throws {
        guard LogSetup.level(named: logLevel) != nil else {
            throw ValidationError(
                "--log-level \(logLevel): there is trace, debug, info, notice, warning, error and critical")
        }
        for (name, value) in [("--listen", listen), ("--admin", admin)] {
            guard let value, GatewayKeys.endpoint(value) == nil else { continue }
            throw ValidationError("\(name) \(value): expected an address and a port, such as 127.0.0.1:8000")
        }
    }

    package func run() async throws {
        if check { return try await CommandErrors.shown { try describe() } }
        LogSetup.bootstrap(level: logLevel, format: logFormat)
        OpenFileLimit.raise()
        let running = RunningGateway()
        let signals = try StopSignals { running.reload() }
        let gateway = try await CommandErrors.shown {
            try await GatewayProcess.start(.file(config, change: overrides), tools: Provider.tools)
        }
        StandardOutput.writeError("gateway on \(gateway.address), health and metrics on \(gateway.adminAddress)")
        running.set(gateway)
        await signals.first()
        await gateway.stop()
    }

    private var overrides: @Sendable (inout GatewayOptions) -> Void {
        let (listen, admin) = (listen.flatMap(GatewayKeys.endpoint), admin.flatMap(GatewayKeys.endpoint))
        return { options in
            options.listen = listen ?? options.listen
            options.admin = admin ?? options.admin
        }
    }

    private func describe() throws {
        let options = try GatewayFile.load(config)
        print("\(config) is valid: \(options.proxy.upstreams.count) upstreams, \(options.proxy.routes.count) routes")
    }
}

/// The gateway, once there is one: a signal may come before.
private final class RunningGateway: Sendable {
    private let gateway = Mutex<GatewayProcess?>(nil)

    func set(_ gateway: GatewayProcess) { self.gateway.withLock { $0 = gateway } }
    func reload() { gateway.withLock { $0?.reload() } }
}
