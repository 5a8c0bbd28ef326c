package import NIOCore
import NIOPosix
import Synchronization

/// The HTTP/1.1 client: connections are kept and used again, in a pool for each event loop. A caller that runs on one of
/// the loops, such as a handler of a server with the same group, uses that loop's pool: nothing of its call leaves the
/// loop. Any other caller's goes to the loops in turn.
package final class HTTPClient: Sendable {
    package let options: Options
    private let pools: [ClientPool]
    private let metrics = ClientMetrics()
    private let turn = Atomic<Int>(0)

    /// The group is the caller's: it outlives the client.
    package init(options: Options = Options(), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) {
        self.options = options
        let metrics = metrics
        pools = group.makeIterator().map { ClientPool(loop: $0, options: options, metrics: metrics) }
    }

    /// Open connections, to all endpoints.
    package var openConnections: Int { metrics.connectionCount }
    /// Requests that wait for a connection.
    package var waitingRequests: Int { metrics.waitingCount }

    /// Sends a request and waits for the whole response. Without a deadline it has `options.requestTimeout`.
    ///
    /// - Throws: `HTTPClientError`, which says whether the request may be sent again. `CancellationError` if the task is
    ///   cancelled: the request may have had an effect.
    package func send(
        _ request: ClientRequest, to endpoint: HTTPEndpoint, deadline: ContinuousClock.Instant? = nil
    ) async throws -> ClientResponse {
        try Task.checkCancellation()
        let now = ContinuousClock.now
        let call = ClientCall(request, endpoint, deadline: deadline ?? now + options.requestTimeout)
        let pool = pool
        return try await withTaskCancellationHandler {
            // Holds: `begin` resumes it, or leaves it to the call, which lets go of it when it resumes it. Every call
            // ends, at its deadline at the latest.
            try await withUnsafeThrowingContinuation { pool.begin(call, $0, now: now) }
        } onCancel: {
            pool.cancel(call)
        }
    }

    /// The present loop's; any, in turn, for a caller on no loop of the group.
    private var pool: ClientPool {
        if let pool = pools.first(where: { $0.loop.inEventLoop }) { return pool }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return pools[Int(UInt(bitPattern: turn) % UInt(pools.count))]
    }

    /// Takes no more requests, and waits until those under way have their responses. What is left after `grace` is cut.
    package func close(grace: Duration = .zero) async {
        for pool in pools { pool.loop.execute { pool.drain(grace: grace) } }
        for pool in pools { try? await pool.loop.flatSubmit { pool.whenEmpty() }.get() }
    }
}
