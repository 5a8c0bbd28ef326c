import NIOCore
import NIOPosix
import Synchronization
package import TenfoldHTTP

/// A reverse proxy: takes requests in, sends each to a server of its route's upstream, and streams the answer back. Client
/// and upstream connections of a request live on one loop, and nothing of a request leaves it.
package final class ProxyServer: Sendable {
    package struct Configuration: Sendable {
        package var listeners = LoopListeners.Configuration()
        package var upstreams: [ProxyUpstream] = []
        package var routes: [ProxyRoute] = []
        package var limits = ProxyLimits()
        /// Event loops of the proxy's own group; nil is one a core.
        package var loops: Int?

        package init() {}
    }

    private let configuration: Configuration
    private let table: RouteTable
    private let group: MultiThreadedEventLoopGroup
    private let listeners: LoopListeners
    private let metrics = ProxyMetrics()
    private let loops = Mutex<[ProxyLoop]>([])

    /// - Throws: `ProxyFault` for a route that leads nowhere.
    package init(_ configuration: Configuration) throws(ProxyFault) {
        self.configuration = configuration
        table = try RouteTable(configuration.routes, upstreams: configuration.upstreams)
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.loops ?? System.coreCount))
        listeners = LoopListeners(configuration.listeners, group: group)
    }

    /// Connections of clients that are open.
    package var openConnections: Int { metrics.connectionCount }

    /// Listens. Throws `HTTPServerError` if the address is taken or cannot be used; the proxy is then of no more use.
    package func start() async throws -> LoopListeners.Address {
        do {
            return try await listeners.start { loop, _ in
                let proxy = ProxyLoop(
                    loop, routes: table, upstreams: configuration.upstreams, limits: configuration.limits,
                    metrics: metrics)
                try await loop.submit { proxy.start() }.get()
                loops.withLock { $0.append(proxy) }
                return { [metrics, configuration] channel in
                    guard metrics.admitConnection(limit: configuration.limits.client.connections) else {
                        throw HTTPServerError.tooManyConnections
                    }
                    try channel.pipeline.syncOperations.addHandler(ProxyConnection(proxy))
                }
            }
        } catch {
            await stop(grace: .zero)
            throw error
        }
    }

    /// Takes no more connections, lets requests under way end, and cuts what is left after `grace`.
    package func stop(grace: Duration) async {
        let loops = loops.withLock { loops in
            defer { loops = [] }
            return loops
        }
        for proxy in loops { proxy.loop.execute { proxy.drain() } }
        await listeners.close()
        for proxy in loops { try? await proxy.loop.flatSubmit { proxy.whenEmpty(within: grace) }.get() }
        try? await group.shutdownGracefully()
    }
}
