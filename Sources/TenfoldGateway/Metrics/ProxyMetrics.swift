import Metrics
import Synchronization

/// What a gateway counts as a whole. Handles are made once.
final class ProxyMetrics: Sendable {
    /// Bounds that bit.
    enum Limit: String, CaseIterable {
        case connections, waiting, timeout, idle, attempts
        case slowHead = "slow-head"
        case slowBody = "slow-body"
        case slowAnswer = "slow-answer"
        case bodyBytes = "body-bytes"
        case waitingBytes = "waiting-bytes"
        case serverConnections = "server-connections"
        case serverIdle = "server-idle"
        case connectTime = "connect-time"
        case retryBudget = "retry-budget"
        case tunnelIdle = "tunnel-idle"
        case mirroredBytes = "mirrored-bytes"
        case compressions
    }

    private let limits: [Counter]
    private let outcomes: [Counter]
    private let retries = Counter(label: "tenfold_gateway_retries_total")
    private let connectionsGauge = Gauge(label: "tenfold_gateway_connections")
    private let openConnections = Atomic<Int>(0)

    init() {
        limits = Limit.allCases.map {
            Counter(label: "tenfold_gateway_limit_total", dimensions: [("limit", $0.rawValue)])
        }
        outcomes = ProxyOutcome.allCases.map {
            Counter(label: "tenfold_gateway_requests_total", dimensions: [("outcome", $0.rawValue)])
        }
    }

    var connectionCount: Int { openConnections.load(ordering: .relaxed) }

    func count(_ limit: Limit) { limits[limit.index].increment() }
    func count(_ outcome: ProxyOutcome) { outcomes[outcome.index].increment() }
    func countRetry() { retries.increment() }

    /// Takes a place among the clients' connections; false, and no place, if all are taken.
    func admitConnection(limit: Int) -> Bool {
        if openConnections.add(1, ordering: .relaxed).newValue <= limit { return true }
        openConnections.subtract(1, ordering: .relaxed)
        count(.connections)
        return false
    }

    func connectionClosed() { openConnections.subtract(1, ordering: .relaxed) }

    /// Once a tick.
    func record() { connectionsGauge.record(connectionCount) }
}

/// What became of a request.
enum ProxyOutcome: String, CaseIterable, Sendable {
    /// The upstream's answer went to the client, whatever its status.
    case forwarded
    /// The gateway refused it: no route, malformed, too slow, no right to it.
    case refused
    /// The gateway answered it: from its cache, or a browser's question before a request.
    case answered
    case limited
    case badGateway = "bad-gateway"
    case unavailable
    case timedOut = "timed-out"
    /// The client went away first, or the upstream broke off in the middle of its answer.
    case cut
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
