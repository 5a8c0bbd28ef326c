import Metrics
import TenfoldCore
import TenfoldResilience

/// What is counted of one upstream.
final class UpstreamMetrics: Sendable {
    private let attempts: [Counter]
    private let duration: Timer
    private let breakerRefusals: Counter
    private let breakerOpenings: Counter
    private let healthy: Gauge
    private let ejected: Gauge
    private let unreachable: Gauge
    private let sheds: [ShedReason: Counter]
    private let limit: Gauge
    private let waiting: Gauge
    private let level: Gauge

    enum Attempt: Int, CaseIterable {
        case answered, failed, unreachable, cancelled, shed
    }

    private init(_ upstream: String) {
        attempts = Attempt.allCases.map {
            Counter(
                label: "tenfold_gateway_upstream_attempts_total",
                dimensions: [("upstream", upstream), ("outcome", "\($0)")])
        }
        let name = [("upstream", upstream)]
        duration = Timer(label: "tenfold_gateway_upstream_seconds", dimensions: name)
        breakerRefusals = Counter(label: "tenfold_gateway_breaker_refusals_total", dimensions: name)
        breakerOpenings = Counter(label: "tenfold_gateway_breaker_openings_total", dimensions: name)
        healthy = Gauge(label: "tenfold_gateway_upstream_servers", dimensions: name + [("state", "healthy")])
        ejected = Gauge(label: "tenfold_gateway_upstream_servers", dimensions: name + [("state", "ejected")])
        unreachable = Gauge(label: "tenfold_gateway_upstream_servers", dimensions: name + [("state", "unreachable")])
        sheds = Dictionary(
            uniqueKeysWithValues: ShedReason.allCases.map {
                (
                    $0,
                    Counter(label: "tenfold_gateway_upstream_shed_total", dimensions: name + [("reason", $0.rawValue)])
                )
            })
        limit = Gauge(label: "tenfold_gateway_upstream_limit", dimensions: name)
        waiting = Gauge(label: "tenfold_gateway_upstream_waiting", dimensions: name)
        level = Gauge(label: "tenfold_gateway_upstream_level", dimensions: name)
    }

    func record(_ attempt: Attempt, took duration: Duration) {
        attempts[attempt.rawValue].increment()
        if attempt == .answered { self.duration.recordNanoseconds(duration.nanoseconds) }
    }

    func countBreakerRefusal() { breakerRefusals.increment() }
    func countBreakerOpening() { breakerOpenings.increment() }

    /// As one loop sees them.
    func record(healthy: Int, ejected: Int, unreachable: Int) {
        self.healthy.record(healthy)
        self.ejected.record(ejected)
        self.unreachable.record(unreachable)
    }

    /// One that the adaptive limit turned away.
    func count(_ reason: ShedReason) { sheds[reason]?.increment() }

    /// The adaptive limit, who waits before it, and below which importance it turns away, as one loop sees it.
    func record(limit: Int, waiting: Int, level: Int) {
        self.limit.record(limit)
        self.waiting.record(waiting)
        self.level.record(level)
    }

    private static let known = KnownMetrics<UpstreamMetrics>()

    /// The same for the same name, however often the configuration is read.
    static func named(_ name: String) -> UpstreamMetrics { known.named(name) { UpstreamMetrics(name) } }
}
