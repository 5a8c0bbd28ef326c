import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

/// The admin port: health and metrics.
enum AdminRoutes {
    static func routes(health: Health, metrics: PrometheusMetrics) -> [Route] {
        HealthProbe.allCases.map { probe in
            Route(.get, probe.rawValue, body: .none) { _ in response(health.snapshot(probe)) }
        } + [
            Route(.get, "/metrics", body: .none) { _ in
                Response(fields: ["Content-Type": PrometheusMetrics.contentType], body: .bytes(metrics.render()))
            }
        ]
    }

    private static func response(_ report: HealthReport) -> Response {
        Response(
            status: HTTPStatus(report.status),
            fields: ["Content-Type": HealthReport.contentType, "Cache-Control": "no-store"],
            body: .bytes(report.body))
    }
}
