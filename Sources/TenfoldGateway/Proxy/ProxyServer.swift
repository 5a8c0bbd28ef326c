import NIOCore
import NIOPosix
import Synchronization
package import TenfoldHTTP
package import TenfoldHTTPCaching
package import TenfoldResilience

/// A reverse proxy: takes requests in, sends each to a server of its route's upstream, and streams the answer back. Client
/// and upstream connections of a request live on one loop, and nothing of a request leaves it.
package final class ProxyServer: Sendable {
    /// Where it listens, and what holds for as long as it runs.
    package struct Options: Sendable {
        package var listeners = LoopListeners.Configuration()
        /// Event loops of the proxy's own group; nil is one a core.
        package var loops: Int?
        /// What lies between the sockets and HTTP/1.1; nil is nothing.
        package var transport: (any ClientTransport)?
        package var rateLimiter: any RateLimiting = RateLimitTable()
        package var cache = HTTPCacheLimits()
        package var accessLogSink: (any AccessLogSink)?

        package init() {}
    }

    private let options: Options
    private let accessLog: AccessLog?
    /// Of all routes and loops; it stays when the configuration changes.
    package let cache: HTTPCache
    private let flights: FlightTable
    private let plan: Mutex<ProxyPlan>
    private let group: MultiThreadedEventLoopGroup
    private let listeners: LoopListeners
    private let metrics = ProxyMetrics()
    private let loops = Mutex<[ProxyLoop]>([])

    /// - Throws: `ProxyFault` for a route that leads nowhere.
    package init(_ configuration: ProxyConfiguration, _ options: Options = Options()) throws(ProxyFault) {
        self.options = options
        accessLog = options.accessLogSink.map { AccessLog(sink: $0) }
        cache = HTTPCache(options.cache)
        flights = FlightTable(cache)
        let tools = PolicyTools(
            rateLimiter: options.rateLimiter, identities: configuration.identities, cache: cache, flights: flights,
            accessLog: configuration.logsRequests ? accessLog : nil)
        plan = Mutex(try ProxyPlan(configuration, tools: tools))
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, options.loops ?? System.coreCount))
        listeners = LoopListeners(options.listeners, group: group)
    }

    private func plan(_ configuration: ProxyConfiguration) throws(ProxyFault) -> ProxyPlan {
        try ProxyPlan(
            configuration,
            tools: PolicyTools(
                rateLimiter: options.rateLimiter, identities: configuration.identities, cache: cache, flights: flights,
                accessLog: configuration.logsRequests ? accessLog : nil))
    }

    /// Requests that wait for the answer to an equal one.
    package var waitingForEqual: Int { flights.waitingCount }

    /// Connections of clients that are open.
    package var openConnections: Int { metrics.connectionCount }

    /// Listens. Throws `HTTPServerError` if the address is taken or cannot be used; the proxy is then of no more use.
    package func start() async throws -> LoopListeners.Address {
        do {
            return try await listeners.start { loop, _ in
                let proxy = ProxyLoop(loop, plan: plan.withLock { $0 }, flights: flights, metrics: metrics)
                try await loop.submit { proxy.start() }.get()
                loops.withLock { $0.append(proxy) }
                return { [self] channel in try take(channel, on: proxy) }
            }
        } catch {
            await stop(grace: .zero)
            throw error
        }
    }

    private func take(_ channel: any Channel, on proxy: ProxyLoop) throws {
        guard metrics.admitConnection(limit: proxy.limits.client.connections) else {
            throw HTTPServerError.tooManyConnections
        }
        channel.closeFuture.whenComplete { [metrics] _ in metrics.connectionClosed() }
        try ChannelBuffers.apply(to: channel)
        guard let transport = options.transport else {
            return try channel.pipeline.syncOperations.addHandler(ProxyConnection(proxy, .http1, scheme: "http"))
        }
        try transport.configure(channel) { channel, spoken in
            try channel.pipeline.syncOperations.addHandler(ProxyConnection(proxy, spoken, scheme: "https"))
        }
    }

    /// Goes by another configuration from the next request on; no connection ends for it.
    ///
    /// - Throws: `ProxyFault` for a route that leads nowhere; then all stays as it was.
    package func update(_ configuration: ProxyConfiguration) async throws(ProxyFault) {
        let next = try plan(configuration)
        plan.withLock { $0 = next }
        for proxy in loops.withLock({ $0 }) {
            try? await proxy.loop.submit { proxy.apply(next) }.get()
        }
    }

    /// Takes no more connections, lets requests under way end, and cuts what is left after `grace`.
    package func stop(grace: Duration) async {
        let loops = loops.withLock { loops in
            defer { loops = [] }
            return loops
        }
        for proxy in loops {
            proxy.loop.execute {
                self.options.transport?.drain(on: proxy.loop)
                proxy.drain()
            }
        }
        await listeners.close()
        for proxy in loops { try? await proxy.loop.flatSubmit { proxy.whenEmpty(within: grace) }.get() }
        accessLog?.flush()
        try? await group.shutdownGracefully()
    }
}
