import NIOCore
import TenfoldHTTP
import TenfoldTelemetry

/// The admin port: health and metrics.
enum AdminRoutes {
    static func routes(health: Health, metrics: PrometheusMetrics) -> [Route] {
        [
            Route(.get, "/livez", body: .none) { _ in response(health.live()) },
            Route(.get, "/readyz", body: .none) { _ in response(health.ready()) },
            Route(.get, "/startupz", body: .none) { _ in response(health.startup()) },
            Route(.get, "/metrics", body: .none) { _ in
                Response(fields: ["Content-Type": PrometheusMetrics.contentType], body: .bytes(metrics.render()))
            },
        ]
    }

    private static func response(_ report: HealthReport) -> Response {
        Response(
            status: HTTPStatus(report.status), fields: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(report.body))
    }
}
