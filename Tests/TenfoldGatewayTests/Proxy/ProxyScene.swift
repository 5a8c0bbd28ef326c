import Synchronization
import TenfoldHTTP
import TenfoldTesting

@testable import TenfoldGateway

/// A proxy before servers that do as they are told.
struct ProxyScene {
    let proxy: ProxyServer
    let port: Int

    static func run(
        _ servers: [HTTPEndpoint], routes: [ProxyRoute]? = nil,
        options: ProxyServer.Options = ProxyServer.Options(),
        _ change: (inout ProxyConfiguration) -> Void = { _ in },
        _ body: (ProxyScene) async throws -> Void
    ) async throws {
        var options = options
        options.listeners.port = 0
        options.loops = 1
        var configuration = ProxyConfiguration()
        configuration.upstreams = [ProxyUpstream(name: "it", servers: servers)]
        configuration.routes = routes ?? [ProxyRoute(path: "/*", upstream: "it")]
        configuration.limits.client.tickInterval = .milliseconds(20)
        change(&configuration)
        let proxy = try ProxyServer(configuration, options)
        let port = try await proxy.start().port
        do {
            try await body(ProxyScene(proxy: proxy, port: port))
        } catch {
            await proxy.stop(grace: .zero)
            throw error
        }
        await proxy.stop(grace: .seconds(1))
    }

    func connect() async throws -> RawConnection { try await RawConnection.connect(port: port) }

    /// One request on a connection of its own.
    func ask(_ request: String) async throws -> RawResponse {
        let client = try await connect()
        try await client.send(request)
        let response = try await client.readResponse()
        await client.close()
        return response
    }
}

/// A number that tasks share.
final class Tally: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}
