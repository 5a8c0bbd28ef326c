import Logging
import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

/// What runs while an app serves: two HTTP servers and the background work.
final class Serving: Sendable {
    let publicAddress: String
    let adminAddress: String
    private let publicServer: HTTPServer
    private let adminServer: HTTPServer
    private let watchdog: LoopWatchdog
    private let background: BackgroundWork

    private init(
        publicServer: HTTPServer, publicAddress: String, adminServer: HTTPServer, adminAddress: String,
        watchdog: LoopWatchdog, background: BackgroundWork
    ) {
        self.publicServer = publicServer
        self.publicAddress = publicAddress
        self.adminServer = adminServer
        self.adminAddress = adminAddress
        self.watchdog = watchdog
        self.background = background
    }

    static func start(assembly: Assembly, health: Health) async throws -> Serving {
        let options = assembly.options
        let admin = try server(
            AdminRoutes.routes(health: health, metrics: ProcessMetrics.shared), host: options.adminHost,
            port: options.adminPort, loops: 1)
        let adminAddress = try await admin.start()
        do {
            let accessLog = assembly.accessLog
            let names = WorkNames()
            let server = try server(
                try assembly.publicRoutes(as: names), host: options.host, port: options.port, loops: options.loops,
                requestTimeout: options.requestTimeout, tellsIdentity: options.observesRequests,
                finishedWithoutRoute: { summary in
                    RequestMetrics.unrouted.record(summary.status, nanoseconds: summary.duration.nanoseconds)
                    accessLog?.recordRefused(summary)
                })
            let address = try await server.start()
            let watchdog = LoopWatchdog(server.activities, names: names, logger: assembly.logger)
            try watchdog.start()
            return Serving(
                publicServer: server, publicAddress: "http://\(address)", adminServer: admin,
                adminAddress: "http://\(adminAddress)", watchdog: watchdog,
                background: BackgroundWork(assembly.backgroundWork(health: health)))
        } catch {
            await admin.shutdown(grace: .zero)
            throw error
        }
    }

    func stop(grace: Duration) async {
        await publicServer.shutdown(grace: grace)
        watchdog.stop()
        await background.stop()
        await adminServer.shutdown(grace: .seconds(1))
    }

    private static func server(
        _ routes: [Route], host: String, port: Int, loops: Int?, requestTimeout: Duration = .seconds(30),
        tellsIdentity: Bool = true,
        finishedWithoutRoute: (@Sendable (RequestSummary) -> Void)? = nil
    ) throws -> HTTPServer {
        var configuration = HTTPServer.Configuration()
        configuration.host = host
        configuration.port = port
        configuration.loops = loops
        configuration.tellsIdentity = tellsIdentity
        // The pipeline's own deadline comes first, so that its answer can still be sent.
        configuration.limits.requestTimeout = requestTimeout + .seconds(1)
        return HTTPServer(
            configuration: configuration, router: try Router(routes: routes),
            hooks: ServerHooks(
                respondToError: { error, _ in ProblemResponse.make(for: error, requestID: nil) },
                finishedWithoutRoute: finishedWithoutRoute))
    }
}
