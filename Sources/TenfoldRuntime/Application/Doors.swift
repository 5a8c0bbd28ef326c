import Logging
import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

/// The ports of a process: the public one, the internal one, the admin's.
struct Doors: Sendable {
    let assembly: Assembly

    private var options: ApplicationOptions { assembly.options }

    func adminServer(health: Health) throws -> HTTPServer {
        var configuration = HTTPServer.Configuration()
        configuration.host = options.adminHost
        configuration.port = options.adminPort
        configuration.loops = 1
        configuration.sharesPort = options.sharesAdminPort
        configuration.tellsIdentity = true
        return try server(AdminRoutes.routes(health: health, metrics: ProcessMetrics.shared), configuration)
    }

    /// Nil where another process of the stage has the public API.
    func publicServer(_ names: WorkNames) throws -> HTTPServer? {
        guard options.role?.servesPublic ?? true else {
            warnOfRawRoutes()
            return nil
        }
        var configuration = HTTPServer.Configuration()
        configuration.host = options.host
        configuration.port = options.port
        configuration.listeningSockets = options.listeningSockets
        configuration.loops = options.loops
        configuration.tellsIdentity = options.observesRequests
        // The pipeline's own deadline comes first, so that its answer can still be sent.
        configuration.limits.requestTimeout = options.requestTimeout + .seconds(1)
        let accessLog = assembly.accessLog
        return try server(try assembly.publicRoutes(as: names), configuration, group: assembly.network?.group) {
            summary in
            RequestMetrics.unrouted.record(summary.status, nanoseconds: summary.duration.nanoseconds)
            accessLog?.recordRefused(summary)
        }
    }

    /// An edge without a gateway forwards messages, not raw HTTP.
    private func warnOfRawRoutes() {
        if options.role?.isBehindGateway == true { return }
        for module in assembly.modules.map(\.description) where !module.rawRoutes.isEmpty {
            assembly.logger.warning(
                "nobody reaches the routes that this module answers by itself: its service has no public port",
                metadata: [
                    "module": .string(module.name),
                    "routes": .array(module.rawRoutes.map { "\($0.method.rawValue) \($0.path)" }),
                ])
        }
    }

    /// Nil where no other process of the stage calls this one.
    func internalServer(_ names: WorkNames) throws -> HTTPServer? {
        guard let address = options.role?.internalAddress else { return nil }
        var configuration = HTTPServer.Configuration()
        configuration.host = address.host
        configuration.port = address.port
        // In a rolling restart the next process listens before this one stops.
        configuration.sharesPort = true
        configuration.tellsIdentity = true
        // As of the public port.
        configuration.limits.requestTimeout = options.requestTimeout + .seconds(1)
        return try server(try assembly.internalRoutes(as: names), configuration, group: assembly.network?.group)
    }

    private func server(
        _ routes: [Route], _ configuration: HTTPServer.Configuration, group: (any EventLoopGroup)? = nil,
        finishedWithoutRoute: (@Sendable (RequestSummary) -> Void)? = nil
    ) throws -> HTTPServer {
        HTTPServer(
            configuration: configuration, router: try Router(routes: routes),
            hooks: ServerHooks(
                respondToError: { error, _ in ProblemResponse.make(for: error, requestID: nil) },
                finishedWithoutRoute: finishedWithoutRoute),
            group: group)
    }
}
