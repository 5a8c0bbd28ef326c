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
    /// Nil where one process is the whole app: then every read is after every write.
    var sessions: PublicSessions?
    /// Where requests come from the stage's gateway, and from nobody else.
    var gateway: GatewayDoor?

    /// Runs `work` inside the request's call.
    @inline(__always)
    func respond(
        to request: Request, timeout: Duration?, work: @Sendable () async throws -> Response
    ) async -> Response {
        let begin = accessLog == nil ? NIODeadline.distantPast : .now()
        var call = Call(
            deadline: timeout.map { .now + $0 }, trace: request.trace, requestID: request.id,
            remoteAddress: request.remoteAddress)
        if let sessions { call.session = sessions.session(of: request) }
        let response: Response
        do {
            if let key = request.idempotencyKey { call.idempotencyKey = try checked(key) }
            if let visitor = try gateway?.visitor(of: request) {
                call.remoteAddress = visitor.address
                call.principal = visitor.principal
            }
            if call.principal == nil, let field = request.authorization {
                call.principal = try await principal(field)
            }
            if let sessions { try await sessions.pass(call.session) }
            response = try await Call.$current.withValue(call) { try await work() }
        } catch {
            log(error, request, call)
            response = ProblemResponse.make(for: error, requestID: call.requestID)
        }
        accessLog?.record(request, response, call: call, took: Duration(.now() - begin))
        guard let sessions, let session = call.session else { return response }
        return sessions.told(session, in: response)
    }

    private func principal(_ field: String) async throws -> Principal {
        guard let token = BearerCredentials.token(in: field) else {
            throw Refusal.unauthenticated("tenfold.bad-authorization", "Authorization must be `Bearer` and a token.")
        }
        return try await tokens.verify(token)
    }

    private func checked(_ key: String) throws -> String {
        guard IdempotencyKeyField.isValid(key) else {
            throw Refusal(
                .malformed, code: "tenfold.bad-idempotency-key",
                "Idempotency-Key must be 1 to \(IdempotencyKeyField.lengthLimit) visible ASCII characters.")
        }
        return key
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
