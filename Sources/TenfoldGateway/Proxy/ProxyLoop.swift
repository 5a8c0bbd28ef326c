import Logging
import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// What a proxy has on one event loop: its clients, its servers with their connections, and the one timer.
// Unchecked: every variable is touched only on the loop.
final class ProxyLoop: @unchecked Sendable {
    let loop: any EventLoop
    let routes: RouteTable
    let limits: ProxyLimits
    let metrics: ProxyMetrics
    let logger = Logger(label: "tenfold.gateway")
    let clientSends: SendBatch<ProxyConnection>
    let serverSends: SendBatch<UpstreamConnection>
    private(set) var upstreams: [Upstream] = []
    private(set) var isDraining = false
    private var connections: [ObjectIdentifier: ProxyConnection] = [:]
    private var emptied: EventLoopPromise<Void>?
    private var ticker: RepeatedTask?

    init(
        _ loop: any EventLoop, routes: RouteTable, upstreams: [ProxyUpstream], limits: ProxyLimits,
        metrics: ProxyMetrics
    ) {
        self.loop = loop
        self.routes = routes
        self.limits = limits
        self.metrics = metrics
        clientSends = SendBatch(loop: loop)
        serverSends = SendBatch(loop: loop)
        self.upstreams = upstreams.map { Upstream($0, on: self) }
    }

    func start() {
        let interval = TimeAmount(limits.client.tickInterval)
        ticker = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in self?.tick() }
    }

    func add(_ connection: ProxyConnection) { connections[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: ProxyConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        metrics.connectionClosed()
        if connections.isEmpty { emptied?.succeed() }
    }

    private func tick() {
        let now = NIODeadline.now()
        metrics.record()
        for connection in Array(connections.values) { connection.tick(now) }
        for upstream in upstreams { upstream.closeIdle(now) }
    }

    // MARK: Shutdown

    func drain() {
        isDraining = true
        for connection in Array(connections.values) { connection.drainBegan() }
    }

    /// Succeeds when the last client has gone; those that are left after `grace` are cut.
    func whenEmpty(within grace: Duration) -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        emptied = promise
        if connections.isEmpty { promise.succeed() }
        let cut = loop.scheduleTask(in: TimeAmount(grace)) {
            for connection in Array(self.connections.values) { connection.cut() }
        }
        return promise.futureResult.map {
            cut.cancel()
            self.ticker?.cancel()
            for upstream in self.upstreams { upstream.close() }
        }
    }
}
