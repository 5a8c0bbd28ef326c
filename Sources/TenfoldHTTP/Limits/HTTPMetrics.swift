import Metrics
import Synchronization

/// The server's own counts. Handles are made once; requests by route are the business of `ServerHooks.finished`.
final class HTTPMetrics: Sendable {
    private let limits: [Counter]
    private let connectionsGauge = Gauge(label: "tenfold_http_connections")
    private let requestsGauge = Gauge(label: "tenfold_http_requests_in_flight")
    private let loopLag = Timer(label: "tenfold_event_loop_lag_seconds")
    private let openConnections = Atomic<Int>(0)
    private let requestsInFlight = Atomic<Int>(0)

    init() {
        limits = LimitKind.allCases.map { kind in
            Counter(label: "tenfold_http_limit_total", dimensions: [("limit", kind.rawValue)])
        }
    }

    func count(_ limit: LimitKind) { limits[limit.index].increment() }

    var connectionCount: Int { openConnections.load(ordering: .relaxed) }
    var requestCount: Int { requestsInFlight.load(ordering: .relaxed) }

    /// Takes a place among the open connections; false, and no place, if all are taken.
    func admitConnection(limit: Int) -> Bool {
        let count = openConnections.add(1, ordering: .relaxed).newValue
        if count <= limit { return true }
        openConnections.subtract(1, ordering: .relaxed)
        self.count(.connections)
        return false
    }

    func connectionClosed() { openConnections.subtract(1, ordering: .relaxed) }

    /// Takes a place among the requests in flight; false, and no place, if all are taken.
    func admitRequest(limit: Int) -> Bool {
        if requestsInFlight.add(1, ordering: .relaxed).newValue <= limit { return true }
        requestsInFlight.subtract(1, ordering: .relaxed)
        return false
    }

    func requestEnded() { requestsInFlight.subtract(1, ordering: .relaxed) }

    /// Once a tick of each loop.
    func recordTick(lag: Duration) {
        connectionsGauge.record(connectionCount)
        requestsGauge.record(requestCount)
        let (seconds, attoseconds) = lag.components
        loopLag.recordNanoseconds(max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
    }
}
