import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

/// The admin port of `up`: health, status and metrics.
struct SupervisorDesk {
    let address: String
    private let server: HTTPServer

    static func start(_ supervisor: Supervisor, port: Int) async throws -> SupervisorDesk {
        var configuration = HTTPServer.Configuration()
        configuration.port = port
        configuration.loops = 1
        let server = HTTPServer(configuration: configuration, router: try Router(routes: routes(supervisor)))
        return SupervisorDesk(address: "http://\(try await server.start())", server: server)
    }

    func stop() async { await server.shutdown(grace: .seconds(1)) }

    private static func routes(_ supervisor: Supervisor) -> [Route] {
        [
            Route(.get, "/livez", body: .none) { _ in .text("ok\n") },
            Route(.get, "/startupz", body: .none) { _ in .text("ok\n") },
            Route(.get, "/readyz", body: .none) { _ in
                let (status, body) = StatusJSON.readiness(supervisor.status)
                return Response(
                    status: HTTPStatus(status),
                    fields: ["Content-Type": "application/json", "Cache-Control": "no-store"],
                    body: .bytes(body))
            },
            Route(.get, "/", body: .none) { _ in .text(StatusTable.text(supervisor.status)) },
            Route(.get, "/status.json", body: .none) { _ in
                Response(
                    fields: ["Content-Type": "application/json", "Cache-Control": "no-store"],
                    body: .bytes(StatusJSON.body(supervisor.status)))
            },
            Route(.get, "/metrics", body: .none) { _ in
                Response(
                    fields: ["Content-Type": PrometheusMetrics.contentType],
                    body: .bytes(ProcessMetrics.shared.render()))
            },
        ]
    }
}
