import FoundationEssentials
import Logging
import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldResilience

/// What a proxy has on one event loop: its clients, its servers with their connections, and the one timer.
// Unchecked: every variable is touched only on the loop.
final class ProxyLoop: @unchecked Sendable {
    // Checks of exclusive access would be a tenth of a request. They hold without: no access to one of these variables
    // lasts while code runs that could come back to it.
    let loop: any EventLoop
    let metrics: ProxyMetrics
    let logger = Logger(label: "tenfold.gateway")
    let clientSends: SendBatch
    let serverSends: SendBatch
    @exclusivity(unchecked) private(set) var plan: ProxyPlan
    @exclusivity(unchecked) private(set) var limits: ProxyLimits
    /// In the order of the plan's.
    @exclusivity(unchecked) private(set) var upstreams: [Upstream] = []
    @exclusivity(unchecked) private(set) var isDraining = false
    /// Wall time, as exact as the timer.
    @exclusivity(unchecked) private(set) var nowSeconds = ProxyLoop.wallSeconds
    @exclusivity(unchecked) private var connections: [ObjectIdentifier: ProxyConnection] = [:]
    @exclusivity(unchecked) private var emptied: EventLoopPromise<Void>?
    @exclusivity(unchecked) private var ticker: RepeatedTask?

    let gzipStreams: GzipStreams
    private let flights: FlightTable

    init(_ loop: any EventLoop, plan: ProxyPlan, flights: FlightTable, metrics: ProxyMetrics) {
        self.flights = flights
        self.loop = loop
        self.plan = plan
        self.metrics = metrics
        gzipStreams = GzipStreams(metrics)
        limits = plan.limits
        clientSends = SendBatch(loop: loop)
        serverSends = SendBatch(loop: loop)
        upstreams = plan.upstreams.map { Upstream($0, on: self) }
    }

    func start() {
        let interval = TimeAmount(limits.client.tickInterval)
        ticker = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in self?.tick() }
    }

    /// Goes by another plan from the next request on. Upstreams that stay keep their connections and what is known of
    /// them; requests under way end by the rules they began with.
    func apply(_ plan: ProxyPlan) {
        self.plan = plan
        limits = plan.limits
        var known = Dictionary(upstreams.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        upstreams = plan.upstreams.map { definition in
            guard let upstream = known[definition.name], upstream.canBecome(definition) else {
                return Upstream(definition, on: self)
            }
            known[definition.name] = nil
            upstream.update(definition)
            return upstream
        }
        for gone in known.values { gone.close() }
    }

    // MARK: Clients

    func add(_ connection: ProxyConnection) { connections[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: ProxyConnection) {
        connections.removeValue(forKey: ObjectIdentifier(connection))
        if connections.isEmpty { emptied?.succeed() }
    }

    private func tick() {
        let now = NIODeadline.now()
        nowSeconds = Self.wallSeconds
        metrics.record()
        for connection in Array(connections.values) { connection.tick(now) }
        for upstream in upstreams { upstream.tick(now) }
        flights.releaseOverdue(now: now)
        plan.accessLog?.flush()
    }

    private static var wallSeconds: Int64 { Int64(Date().timeIntervalSince1970) }

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
