import Glibc
package import Logging
package import NIOCore
import NIOPosix
import Synchronization
package import TenfoldCore

/// The HTTP/1.1 server: one event loop a core, each with a listening socket of its own on the same port
/// (`SO_REUSEPORT`), so that a connection lives, and its handlers run, on the loop that accepted it.
package final class HTTPServer: Sendable {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes a free port.
        package var port = 8080
        /// Event loops of the server's own group; nil is one a core. Ignored if a group is given.
        package var loops: Int?
        /// Whether others may listen on the same port, each taking a part of the connections.
        package var sharesPort = false
        /// Sockets that already listen; they take the place of host and port, and the server closes them.
        package var listeningSockets: [CInt] = []
        package var backlog = 1024
        package var limits = HTTPLimits()
        /// Whether requests get an id and a place in a trace, and every answer carries `x-request-id` and `traceresponse`.
        package var tellsIdentity = false

        package init() {}
    }

    package struct Address: Sendable, Hashable, CustomStringConvertible {
        package var host: String
        package var port: Int
        package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    }

    private struct State {
        var loops: [LoopContext] = []
        var listeners: [(channel: any Channel, handler: Listener)] = []
        var isStopping = false
    }

    private let configuration: Configuration
    private let context: ServerContext
    private let group: any EventLoopGroup
    private let ownsGroup: Bool
    private let logger: Logger
    private let state = Mutex(State())

    package init(
        configuration: Configuration, router: Router<Route>, hooks: ServerHooks = ServerHooks(),
        group: (any EventLoopGroup)? = nil, logger: Logger = Logger(label: "tenfold.http")
    ) {
        self.configuration = configuration
        context = ServerContext(
            router: router, limits: configuration.limits, tellsIdentity: configuration.tellsIdentity, hooks: hooks)
        ownsGroup = group == nil
        self.group =
            group ?? MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.loops ?? System.coreCount))
        self.logger = logger
    }

    package var isStopping: Bool { state.withLock { $0.isStopping } }
    /// What each loop is doing; complete after `start`.
    package var activities: [LoopActivity] { state.withLock { $0.loops.map(\.activity) } }
    package var openConnections: Int { context.metrics.connectionCount }
    package var requestsInFlight: Int { context.metrics.requestCount }

    /// Listens. Throws `HTTPServerError` if the address is taken or cannot be used; the server is then of no more use.
    package func start() async throws -> Address {
        do {
            return try await listen()
        } catch {
            await shutdown(grace: .zero)
            throw error
        }
    }

    private func listen() async throws -> Address {
        if !configuration.listeningSockets.isEmpty { return try await adopt(configuration.listeningSockets) }
        let wanted = try resolve()
        if !configuration.sharesPort { try checkIsFree(wanted) }
        var address = wanted
        do {
            for (index, loop) in group.makeIterator().enumerated() {
                let bound = try await listen(on: loop, name: String(index)) { [address] in $0.bind(to: address) }
                // The first listener decides the port that the others share.
                if address.port == 0 { address.port = bound }
            }
        } catch {
            throw HTTPServerError.addressNotAvailable(configuration.host, configuration.port, "\(error)")
        }
        return Address(host: configuration.host, port: address.port ?? configuration.port)
    }

    /// Takes over sockets that another process has opened. Their queues outlive this server where that process keeps them
    /// open, so that no connection is lost between two servers.
    private func adopt(_ sockets: [CInt]) async throws -> Address {
        let loops = Array(group.makeIterator())
        var port = configuration.port
        for (index, socket) in sockets.enumerated() {
            // Each must be accepted from, also where there are more of them than loops.
            port = try await listen(on: loops[index % loops.count], name: String(index)) { $0.withBoundSocket(socket) }
        }
        return Address(host: configuration.host, port: port)
    }

    private func resolve() throws -> SocketAddress {
        do {
            return try SocketAddress.makeAddressResolvingHost(configuration.host, port: configuration.port)
        } catch {
            throw HTTPServerError.addressNotAvailable(configuration.host, configuration.port, "\(error)")
        }
    }

    private func checkIsFree(_ address: SocketAddress) throws {
        guard address.port != 0, let error = AddressProbe.bindError(address) else { return }
        if error == EADDRINUSE { throw HTTPServerError.addressInUse(configuration.host, configuration.port) }
        throw HTTPServerError.addressNotAvailable(
            configuration.host, configuration.port, String(cString: strerror(error)))
    }

    private func listen(
        on loop: any EventLoop, name: String, bind: (ServerBootstrap) -> EventLoopFuture<any Channel>
    ) async throws -> Int {
        let loopContext = LoopContext(loop: loop, name: name, server: context)
        let listener = Listener()
        let channel = try await bind(bootstrap(loopContext, listener)).get()
        try await loop.submit { loopContext.start() }.get()
        state.withLock { state in
            state.loops.append(loopContext)
            state.listeners.append((channel, listener))
        }
        return channel.localAddress?.port ?? configuration.port
    }

    private func bootstrap(_ loop: LoopContext, _ listener: Listener) -> ServerBootstrap {
        // NIO has no name for this option.
        let reusePort = ChannelOptions.Types.SocketOption(level: .socket, name: .init(rawValue: SO_REUSEPORT))
        return ServerBootstrap(group: loop.loop)
            .serverChannelOption(.backlog, value: Int32(configuration.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(reusePort, value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: Listener.acceptBatch)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(listener) }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try Self.admit(channel, loop) }
            }
    }

    private static func admit(_ channel: any Channel, _ loop: LoopContext) throws {
        let server = loop.server
        guard server.metrics.admitConnection(limit: server.limits.connections) else {
            throw HTTPServerError.tooManyConnections
        }
        try channel.pipeline.syncOperations.addHandler(Connection(loop: loop))
    }

    // MARK: Shutdown

    /// Stops: takes in what the kernel has accepted, closes the listeners, answers every request that was received
    /// (with `connection: close`), and cuts what is left after `grace`. Returns when no connection is left.
    package func shutdown(grace: Duration) async {
        let (loops, isFirst) = state.withLock { state in
            defer { state.isStopping = true }
            return (state.loops, !state.isStopping)
        }
        guard isFirst else { return }
        // First the loops, so that the last connections to come in know of it.
        for loop in loops { loop.loop.execute { loop.drain() } }
        await closeListeners()
        await emptied(loops, grace: grace)
        for loop in loops { try? await loop.loop.submit { loop.stop() }.get() }
        await stopGroup()
    }

    private func closeListeners() async {
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        for (channel, handler) in listeners {
            channel.eventLoop.execute { handler.closeWhenQueueIsEmpty() }
        }
        for (channel, _) in listeners { try? await channel.closeFuture.get() }
    }

    /// Waits for the last connection; cuts those that are left when the grace period ends.
    private func emptied(_ loops: [LoopContext], grace: Duration) async {
        let cuts = loops.map { loop in
            loop.loop.scheduleTask(in: TimeAmount(grace)) {
                let count = loop.cutAll()
                guard count > 0 else { return }
                self.logger.debug(
                    "the grace period of the shutdown is over, connections are cut", metadata: ["count": "\(count)"])
            }
        }
        // A handler that ignores its cancellation does not hold the shutdown up for ever.
        let limit = TimeAmount(grace) + .seconds(2)
        for loop in loops {
            let promise = loop.loop.makePromise(of: Void.self)
            let giveUp = loop.loop.scheduleTask(in: limit) { promise.succeed() }
            loop.loop.flatSubmit { loop.whenEmpty() }.whenComplete { _ in promise.succeed() }
            try? await promise.futureResult.get()
            giveUp.cancel()
        }
        for cut in cuts { cut.cancel() }
    }

    private func stopGroup() async {
        guard ownsGroup, context.metrics.connectionCount == 0, context.metrics.requestCount == 0 else { return }
        try? await group.shutdownGracefully()
    }
}
