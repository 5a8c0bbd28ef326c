import Logging
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
    func respond(
        to request: Request, timeout: Duration?, work: @Sendable () async throws -> Response
    ) async -> Response {
        var call = Call(
            deadline: timeout.map { .now + $0 }, trace: Self.trace(of: request.fields),
            requestID: RequestID.accepted(request.fields[RequestID.fieldName]) ?? RequestID.generate(),
            remoteAddress: request.remoteAddress)
        let begin = ContinuousClock.now
        let response: Response
        do {
            call.idempotencyKey = try IdempotencyKeyHeader.value(in: request.fields)
            call.principal = try await principal(of: request.fields)
            response = try await Call.$current.withValue(call) { try await work() }
        } catch {
            log(error, request, call)
            response = ProblemResponse.make(for: error, requestID: call.requestID)
        }
        accessLog?.record(request, response, call: call, took: .now - begin)
        return stamped(response, call)
    }

    private func principal(of fields: HTTPFields) async throws -> Principal? {
        guard let field = fields["Authorization"] else { return nil }
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw Refusal.unauthenticated("tenfold.bad-authorization", "Authorization must be `Bearer` and a token.")
        }
        return try await tokens.verify(String(parts[1]))
    }

    private static func trace(of fields: HTTPFields) -> TraceContext {
        var random = SystemRandomNumberGenerator()
        if let parent = fields["traceparent"].flatMap({
            TraceContext(traceparent: $0, tracestate: fields["tracestate"])
        }) {
            return parent.child(using: &random)
        }
        return TraceContext(randomFrom: &random)
    }

    private func stamped(_ response: Response, _ call: Call) -> Response {
        var response = response
        if let id = call.requestID { response.fields[RequestID.fieldName] = id }
        if let trace = call.trace { response.fields["traceresponse"] = trace.traceparent }
        return response
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
