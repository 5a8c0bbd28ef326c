import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// The servers of one upstream as one loop knows them, which of them gets the next request, and whether any does.
// Unchecked: every variable is touched only on the loop.
final class Upstream: @unchecked Sendable {
    // Checks of exclusive access would be a tenth of a request. They hold without: no access to one of these variables
    // lasts while code runs that could come back to it.
    @exclusivity(unchecked) private(set) var definition: ProxyUpstream
    let metrics: UpstreamMetrics
    /// Nil where as many requests may be under way as there are connections.
    let admission: UpstreamAdmission?
    private unowned let proxy: ProxyLoop
    /// By a number that no other server of the upstream ever has; nil for one that has left.
    @exclusivity(unchecked) private var servers: [UpstreamServer?] = []
    @exclusivity(unchecked) private var pool = EndpointPool()
    @exclusivity(unchecked) private var breaker = CircuitBreaker()
    @exclusivity(unchecked) private var budget = RetryBudget()
    @exclusivity(unchecked) private var random = TracingRandom()

    init(_ definition: ProxyUpstream, on proxy: ProxyLoop) {
        self.definition = definition
        self.proxy = proxy
        metrics = UpstreamMetrics.named(definition.name)
        admission = definition.limits.isAdaptive ? UpstreamAdmission(on: proxy, metrics) : nil
        update(definition)
    }

    var name: String { definition.name }
    var serverCount: Int { pool.count }

    // MARK: Requests

    enum Admission {
        case admitted(CircuitBreaker.Permit)
        case refused(retryAfter: Duration)
    }

    /// Whether a request may be sent at all; asked once for each, and followed by `settle`.
    func admit(now: Duration) -> Admission {
        switch breaker.admit(now: now) {
        case .refused(let retryAfter):
            metrics.countBreakerRefusal()
            return .refused(retryAfter: retryAfter)
        case .admitted(let permit):
            budget.deposit(now: now)
            return .admitted(permit)
        }
    }

    /// Tells how an admitted request ended, all its attempts taken together.
    func settle(_ permit: CircuitBreaker.Permit, _ outcome: AttemptOutcome, now: Duration) {
        let openings = breaker.openings
        breaker.ended(permit, outcome, now: now)
        if breaker.openings != openings { metrics.countBreakerOpening() }
    }

    /// Whether one more attempt may be made, and pays for it.
    func takeRetry(now: Duration) -> Bool { budget.withdraw(now: now) }

    /// A server for one attempt; nil if there are none.
    func pick(excluding tried: [Int], now: Duration) -> (server: UpstreamServer, pick: EndpointPool.Pick)? {
        guard let pick = pool.pick(now: now, excluding: tried, drawing: { random.next() }),
            let server = servers[pick.endpoint]
        else { return nil }
        return (server, pick)
    }

    func ended(_ pick: EndpointPool.Pick, _ outcome: AttemptOutcome, now: Duration) {
        pool.ended(pick, outcome, now: now)
    }

    // MARK: Servers

    /// Whether a changed definition can be taken over without new connections to the servers that stay.
    func canBecome(_ other: ProxyUpstream) -> Bool {
        other.name == name && other.limits == definition.limits && other.lines == definition.lines
    }

    /// The servers from now on. Those that stay keep their connections and what is known of them.
    func update(_ definition: ProxyUpstream) {
        self.definition = definition
        for (number, server) in servers.enumerated() {
            guard let server, !definition.servers.contains(server.endpoint) else { continue }
            server.close()
            servers[number] = nil
        }
        for endpoint in definition.servers where !servers.contains(where: { $0?.endpoint == endpoint }) {
            servers.append(UpstreamServer(endpoint, limits: definition.limits, on: proxy))
        }
        pool.update(servers.indices.filter { servers[$0] != nil }, now: MonotonicTime.now)
    }

    func tick(_ now: NIODeadline) {
        for server in servers { server?.closeIdle(now) }
        admission?.record()
        metrics.record(healthy: pool.healthyCount, ejected: pool.ejectedCount, unreachable: pool.unreachableCount)
    }

    func close() { for server in servers { server?.close() } }
}

/// The time of balancers, breakers and rate limits: since the machine's start.
enum MonotonicTime {
    static var now: Duration { since(.now()) }

    static func since(_ deadline: NIODeadline) -> Duration {
        Duration(wholeNanoseconds: Int64(deadline.uptimeNanoseconds))
    }
}
