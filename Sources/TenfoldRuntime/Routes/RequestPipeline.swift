import Logging
import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

/// What every public request goes through: its id and trace, who asks, until when; and errors as problems.
struct RequestPipeline: Sendable {
    let tokens: any TokenIssuing
    let requestTimeout: Duration
    let logger: Logger
    let accessLog: AccessLog?

    /// Runs `work` inside the request's call.
    @inline(__always)
    func respond(
        to request: Request, timeout: Duration?, work: @Sendable () async throws -> Response
    ) async -> Response {
        let begin = accessLog == nil ? NIODeadline.distantPast : .now()
        var call = Call(
            deadline: timeout.map { .now + $0 }, trace: request.trace, requestID: request.id,
            remoteAddress: request.remoteAddress)
        let response: Response
        do {
            if let key = request.idempotencyKey { call.idempotencyKey = try IdempotencyKeyHeader.checked(key) }
            if let field = request.authorization { call.principal = try await principal(field) }
            response = try await Call.$current.withValue(call) { try await work() }
        } catch {
            log(error, request, call)
            response = ProblemResponse.make(for: error, requestID: call.requestID)
        }
        accessLog?.record(request, response, call: call, took: Duration(.now() - begin))
        return response
    }

    private func principal(_ field: String) async throws -> Principal {
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw Refusal.unauthenticated("tenfold.bad-authorization", "Authorization must be `Bearer` and a token.")
        }
        return try await tokens.verify(String(parts[1]))
    }

    /// What callers caused is theirs; what we caused is in the log with its request's id.
    private func log(_ error: any Error, _ request: Request, _ call: Call) {
        if error is Refusal { return }
        let isOurs = !((error as? Fault)?.isRetriable ?? (error is CancellationError))
        Call.$current.withValue(call) {
            logger.log(
                level: isOurs ? .error : .warning, "request failed",
                metadata: [
                    "method": .string(request.method.rawValue), "path": .string(request.path),
                    "cause": .string(String(describing: error)),
                ])
        }
    }
}
