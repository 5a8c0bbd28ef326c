import Metrics
import TenfoldCore

/// What is counted of one route: its requests by status, and how long they took. The label is what the configuration
/// says, so that there are no more of them than routes.
final class RouteMetrics: Sendable {
    private let statuses: [Counter]
    private let duration: Timer

    private init(_ route: String) {
        statuses = (1...5).map {
            Counter(
                label: "tenfold_gateway_route_requests_total", dimensions: [("route", route), ("status", "\($0)xx")])
        }
        duration = Timer(label: "tenfold_gateway_route_seconds", dimensions: [("route", route)])
    }

    func record(status: Int, took duration: Duration) {
        if let counter = statuses.indices.contains(status / 100 - 1) ? statuses[status / 100 - 1] : nil {
            counter.increment()
        }
        self.duration.recordNanoseconds(duration.nanoseconds)
    }

    private static let known = KnownMetrics<RouteMetrics>()

    /// The same for the same name, however often the configuration is read.
    static func named(_ name: String) -> RouteMetrics { known.named(name) { RouteMetrics(name) } }
}
