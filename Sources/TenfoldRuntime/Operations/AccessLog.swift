import Logging
import TenfoldCore
import TenfoldHTTP

/// A line a request, where asked for; with the request's and the trace's ids.
struct AccessLog: Sendable {
    let logger: Logger

    func record(_ request: Request, _ response: Response, call: Call, took duration: Duration) {
        Call.$current.withValue(call) {
            write(
                method: request.method.rawValue, path: request.path, status: response.status, duration: duration,
                remoteAddress: request.remoteAddress)
        }
    }

    /// What the server refused by itself: no route, too large, broken.
    func recordRefused(_ summary: RequestSummary) {
        write(
            method: summary.method, path: "-", status: summary.status, duration: summary.duration,
            remoteAddress: summary.remoteAddress)
    }

    private func write(method: String, path: String, status: HTTPStatus, duration: Duration, remoteAddress: String) {
        logger.info(
            "request",
            metadata: [
                "method": .string(method), "path": .string(path), "status": .stringConvertible(status.code),
                "duration_ms": .stringConvertible(Double(duration.nanoseconds) / 1_000_000),
                "remote": .string(remoteAddress),
            ])
    }
}
