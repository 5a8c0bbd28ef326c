import FoundationEssentials
import Glibc
import Logging
import Metrics
import Synchronization
import TenfoldConfiguration
import TenfoldCore
import TenfoldGateway
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldResilience
import TenfoldTelemetry

/// A gateway that runs by a file: its proxy, its admin port, and what it does when the file changes.
package final class GatewayProcess: Sendable {
    /// For instance `http://127.0.0.1:8000`.
    package let address: String
    package let adminAddress: String
    private let parts: Parts
    private let background: BackgroundWork

    /// What it is made of.
    private struct Parts: Sendable {
        let file: GatewayFileWatch
        let proxy: ProxyServer
        let admin: HTTPServer
        let health: Health
        let transport: (any WatchedTransport)?
        let identities: EdgeIdentities
        let grace: Duration
    }

    private init(_ parts: Parts, address: String, adminAddress: String) {
        self.parts = parts
        self.address = address
        self.adminAddress = adminAddress
        let checks = RepeatedWork(
            name: "gateway's files", period: .seconds(1), logger: Logger(label: "tenfold.gateway")
        ) { await Self.check(parts) }
        background = BackgroundWork([checks.run])
    }

    /// Starts what the file describes.
    ///
    /// - Throws: `ConfigFaults` with everything that is wrong in the file, `Fault` for credentials that cannot be used,
    ///   the tools' errors for certificates, `HTTPServerError` for an address that is taken.
    package static func start(
        _ source: GatewaySource, tools: any GatewayTools, inheriting: GatewayInheritance = GatewayInheritance()
    ) async throws -> GatewayProcess {
        let registry = ProcessMetrics.shared
        var options = try source.load()
        let identities = EdgeIdentities(fetch: tools.fetch)
        options.proxy.identities = try await identities.update(options.identities)
        let transport = try options.tls.map { try tools.transport($0) }
        let proxy = try ProxyServer(options.proxy, proxyOptions(options, transport, inheriting.sockets))
        let health = Health()
        let admin = try adminServer(
            options, health, registry, CacheDesk(proxy.cache).routes, sharesPort: inheriting.sharesAdminPort)
        let adminAddress = try await admin.start()
        do {
            let address = try await proxy.start()
            health.markStarted()
            let parts = Parts(
                file: GatewayFileWatch(source, options), proxy: proxy, admin: admin, health: health,
                transport: transport, identities: identities, grace: options.shutdownGrace)
            return GatewayProcess(
                parts, address: "\(transport == nil ? "http" : "https")://\(address)",
                adminAddress: "http://\(adminAddress)")
        } catch {
            await admin.shutdown(grace: .zero)
            throw error
        }
    }

    private static func proxyOptions(
        _ options: GatewayOptions, _ transport: (any WatchedTransport)?, _ sockets: [CInt]
    ) -> ProxyServer.Options {
        var proxy = ProxyServer.Options()
        proxy.listeners.host = options.listen.host
        proxy.listeners.port = options.listen.port
        proxy.listeners.sockets = sockets
        proxy.loops = options.loops
        proxy.transport = transport
        proxy.rateLimiter = RateLimitTable(keys: options.rateKeys)
        proxy.cache.bytes = options.cacheBytes
        proxy.accessLogSink = StandardOutputLines()
        return proxy
    }

    private static func adminServer(
        _ options: GatewayOptions, _ health: Health, _ registry: PrometheusMetrics, _ more: [Route],
        sharesPort: Bool
    ) throws -> HTTPServer {
        var configuration = HTTPServer.Configuration()
        configuration.host = options.admin.host
        configuration.port = options.admin.port
        configuration.loops = 1
        configuration.sharesPort = sharesPort
        return HTTPServer(
            configuration: configuration,
            router: try Router(routes: AdminRoutes.routes(health: health, metrics: registry) + more))
    }

    // MARK: Changes

    /// Reads the file again within a second, as it does by itself when the file changes.
    package func reload() { parts.file.force() }

    private static func check(_ parts: Parts) async {
        parts.transport?.checkFiles()
        parts.identities.refresh(nowSeconds: Int64(Date().timeIntervalSince1970))
        if parts.file.hasChanged() { await reload(parts) }
    }

    private static func reload(_ parts: Parts) async {
        await parts.file.reload { (options: inout GatewayOptions) in
            options.proxy.identities = try await parts.identities.update(options.identities)
            try await parts.proxy.update(options.proxy)
        }
    }

    /// Takes no more connections, and ends when the requests under way have.
    package func stop() async {
        parts.health.drain()
        await background.stop()
        await parts.proxy.stop(grace: parts.grace)
        await parts.admin.shutdown(grace: .seconds(1))
    }
}

/// The access log's way out: standard output, for whoever collects a process's lines.
private struct StandardOutputLines: AccessLogSink {
    private let sink = FileDescriptorSink(STDOUT_FILENO)

    func write(_ lines: [UInt8]) { sink.write(lines) }
}
