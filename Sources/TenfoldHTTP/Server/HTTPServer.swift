package import Logging
package import NIOCore
import NIOPosix
import Synchronization
package import TenfoldCore

/// The HTTP/1.1 server: one event loop a core, each with a listening socket of its own on the same port
/// (`SO_REUSEPORT`), so that a connection lives, and its handlers run, on the loop that accepted it.
package final class HTTPServer: Sendable {
    package typealias Address = LoopListeners.Address

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

        fileprivate var listeners: LoopListeners.Configuration {
            var listeners = LoopListeners.Configuration()
            listeners.host = host
            listeners.port = port
            listeners.sharesPort = sharesPort
            listeners.sockets = listeningSockets
            listeners.backlog = backlog
            return listeners
        }
    }

    private struct State {
        var loops: [LoopContext] = []
        var isStopping = false
    }

    private let listeners: LoopListeners
    private let context: ServerContext
    private let group: any EventLoopGroup
    private let ownsGroup: Bool
    private let logger: Logger
    private let state = Mutex(State())

    package init(
        configuration: Configuration, router: Router<Route>, hooks: ServerHooks = ServerHooks(),
        group: (any EventLoopGroup)? = nil, logger: Logger = Logger(label: "tenfold.http")
    ) {
        context = ServerContext(
            router: router, limits: configuration.limits, tellsIdentity: configuration.tellsIdentity, hooks: hooks)
        ownsGroup = group == nil
        self.group =
            group ?? MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.loops ?? System.coreCount))
        self.logger = logger
        listeners = LoopListeners(configuration.listeners, group: self.group)
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
        try await listeners.start { loop, number in
            let loopContext = LoopContext(loop: loop, name: String(number), server: context)
            try await loop.submit { loopContext.start() }.get()
            state.withLock { $0.loops.append(loopContext) }
            return { channel in try Self.admit(channel, loopContext) }
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
        await listeners.close()
        await emptied(loops, grace: grace)
        for loop in loops { try? await loop.loop.submit { loop.stop() }.get() }
        await stopGroup()
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
