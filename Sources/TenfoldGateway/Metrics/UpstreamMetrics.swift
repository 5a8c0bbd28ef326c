import Metrics
import TenfoldCore

/// What is counted of one upstream.
final class UpstreamMetrics: Sendable {
    private let attempts: [Counter]
    private let duration: Timer
    private let breakerRefusals: Counter
    private let breakerOpenings: Counter
    private let healthy: Gauge
    private let ejected: Gauge
    private let unreachable: Gauge

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

    private static let known = KnownMetrics<UpstreamMetrics>()

    /// The same for the same name, however often the configuration is read.
    static func named(_ name: String) -> UpstreamMetrics { known.named(name) { UpstreamMetrics(name) } }
}
