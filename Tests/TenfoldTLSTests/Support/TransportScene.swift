import NIOCore
import NIOPosix
import TenfoldGateway
import TenfoldHTTP
import TenfoldTesting

@testable import TenfoldTLS

/// What stands behind the transport.
enum Backend: CaseIterable {
    /// A `SampleApp` on each connection, and on each stream.
    case app
    /// The proxy, before a server without TLS that is a `SampleApp`.
    case proxy
}

/// A server over TLS on a port of loopback.
struct TransportScene {
    let port: Int
    let certificate: TestCertificate
    let certificates: ReloadingCertificates
    let transport: TLSTransport
    /// Ends the server as a shutdown does.
    let stop: @Sendable (_ grace: Duration) async -> Void

    static let now = 1_800_000_000

    static func run(
        _ backend: Backend = .app, _ change: (inout TLSTransport.Configuration) -> Void = { _ in },
        _ body: (TransportScene) async throws -> Void
    ) async throws {
        let certificate = try await TestCertificate.make()
        let certificates = try ReloadingCertificates(
            certificateChain: certificate.chain, privateKey: certificate.key, now: now)
        var configuration = TLSTransport.Configuration()
        change(&configuration)
        let transport = TLSTransport(certificates, configuration)
        let app = try await AppServer.start(backend == .app ? transport : nil)
        var (port, stop): (Int, @Sendable (Duration) async -> Void) = (app.port, { _ in await app.stop() })
        if backend == .proxy {
            let proxy = try await proxy(before: app.port, transport)
            port = try await proxy.start().port
            stop = { grace in
                await proxy.stop(grace: grace)
                await app.stop()
            }
        }
        let scene = TransportScene(
            port: port, certificate: certificate, certificates: certificates, transport: transport, stop: stop)
        do {
            try await body(scene)
        } catch {
            await stop(.zero)
            throw error
        }
        await stop(.zero)
    }

    private static func proxy(before port: Int, _ transport: TLSTransport) async throws -> ProxyServer {
        var configuration = ProxyConfiguration()
        configuration.upstreams = [ProxyUpstream(name: "app", servers: [HTTPEndpoint(host: "127.0.0.1", port: port)])]
        configuration.routes = [ProxyRoute(path: "/*", upstream: "app")]
        var options = ProxyServer.Options()
        options.listeners.port = 0
        options.loops = 1
        options.transport = transport
        return try ProxyServer(configuration, options)
    }

    func url(_ path: String) -> String { "https://localhost:\(port)\(path)" }

    /// Runs curl for the URL of a path; its output is the answer's head and body.
    func curl(_ path: String, _ arguments: String..., expecting code: Int32 = 0) async throws -> String {
        let fixed = ["-q", "-sS", "-i", "--max-time", "30", "--cacert", certificate.chain]
        let exit = try await Tool.curl.run(fixed + arguments + [url(path)])
        guard exit.code == code else { throw UnexpectedExit(exit: exit) }
        return exit.output
    }

    struct UnexpectedExit: Error, CustomStringConvertible {
        let exit: ProcessExit
        var description: String { "exit \(exit.code): \(exit.output.prefix(2000))" }
    }
}

/// A `SampleApp` on each connection of a port.
final class AppServer: Sendable {
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let listeners: LoopListeners

    private init(_ port: Int, _ group: MultiThreadedEventLoopGroup, _ listeners: LoopListeners) {
        self.port = port
        self.group = group
        self.listeners = listeners
    }

    static func start(_ transport: TLSTransport?) async throws -> AppServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = LoopListeners.Configuration()
        configuration.port = 0
        let listeners = LoopListeners(configuration, group: group)
        let address = try await listeners.start { _, _ in
            { channel in
                // Small, so that a handler that does not read is soon felt at the other end.
                try channel.syncOptions?.setOption(.socketOption(.so_rcvbuf), value: 16 * 1024)
                guard let transport else { return try channel.pipeline.syncOperations.addHandler(SampleApp()) }
                try transport.configure(channel) { channel, _ in
                    try channel.pipeline.syncOperations.addHandler(SampleApp())
                }
            }
        }
        return AppServer(address.port, group, listeners)
    }

    func stop() async {
        await listeners.close()
        try? await group.shutdownGracefully()
    }
}
