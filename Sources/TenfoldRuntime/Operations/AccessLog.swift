import Logging
import TenfoldHTTP

/// A line a request, where asked for.
struct AccessLog: Sendable {
    let logger: Logger

    func record(_ summary: RequestSummary) {
        logger.info(
            "request",
            metadata: [
                "method": .string(summary.method), "route": .string(summary.route ?? "none"),
                "status": .stringConvertible(summary.status.code),
                "duration_ms": .stringConvertible(Double(summary.duration.nanoseconds) / 1_000_000),
                "remote": .string(summary.remoteAddress), "bytes_in": .stringConvertible(summary.requestBytes),
                "bytes_out": .stringConvertible(summary.responseBytes),
            ])
    }
}
