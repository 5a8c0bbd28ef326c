import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Errors as `application/problem+json` (RFC 9457). What is not meant for callers stays in the log.
enum ProblemResponse {
    static func make(for error: any Error, requestID: RequestID?) -> Response {
        switch error {
        case let refusal as Refusal: make(for: refusal, requestID: requestID)
        case let fault as Fault: make(for: fault, requestID: requestID)
        case let error as RequestBodyError: make(for: error, requestID: requestID)
        case is CancellationError:
            make(for: Fault(.cancelled, "the work was cancelled"), requestID: requestID)
        default: make(for: Fault(.programming, ""), requestID: requestID)
        }
    }

    private static func make(for refusal: Refusal, requestID: RequestID?) -> Response {
        var fields: HTTPFields = [:]
        if refusal.kind == .unauthenticated { fields["WWW-Authenticate"] = "Bearer" }
        if let seconds = refusal.retryAfterSeconds { fields["Retry-After"] = String(seconds) }
        return response(
            status: refusal.status, code: refusal.code, detail: refusal.detail, errors: refusal.errors, fields: fields,
            requestID: requestID)
    }

    private static func make(for fault: Fault, requestID: RequestID?) -> Response {
        let status = status(of: fault.code)
        return response(
            status: status, code: "tenfold.\(fault.code.name)", detail: publicSentence(of: fault), errors: [],
            fields: status == 503 ? ["Retry-After": "1"] : [:], requestID: requestID)
    }

    private static func make(for error: RequestBodyError, requestID: RequestID?) -> Response {
        let status =
            switch error.code {
            case .tooLarge: 413
            case .tooSlow: 408
            case .malformed: 400
            case .connectionClosed, .readTwice, .cancelled: 500
            }
        return response(
            status: status, code: "tenfold.\(error.code.rawValue)", detail: error.message, errors: [], fields: [:],
            requestID: requestID)
    }

    private static func status(of code: Fault.Code) -> Int {
        switch code {
        case .deadlineExceeded: 504
        case .unavailable, .overloaded, .wrongShard, .storageFull, .cancelled, .unknownOutcome: 503
        default: 500
        }
    }

    private static func publicSentence(of fault: Fault) -> String {
        switch fault.code {
        case .deadlineExceeded: "The request took longer than allowed. Retry it under the same Idempotency-Key."
        case .unknownOutcome: "Whether it took effect is not known. Retry it under the same Idempotency-Key."
        case .storageFull: "Nothing can be stored at this moment. Nothing was changed; try again later."
        case .unavailable, .overloaded, .wrongShard, .cancelled:
            "This is not possible at this moment. Try again, with the same Idempotency-Key."
        default: "Something went wrong on our side. The request id helps to find it."
        }
    }

    private static func response(
        status: Int, code: String, detail: String, errors: [FieldError], fields: HTTPFields, requestID: RequestID?
    ) -> Response {
        let status = HTTPStatus(status)
        var members: [(String, JSONNode)] = [
            ("type", .string("urn:problem:\(code)")), ("title", .string(status.reason)),
            ("status", .integer(status.code)),
            ("detail", .string(detail)),
        ]
        if !errors.isEmpty {
            members.append(
                (
                    "errors",
                    .array(errors.map { .object([("field", .string($0.field)), ("message", .string($0.message))]) })
                ))
        }
        if let requestID { members.append(("requestId", .string(requestID.description))) }
        var fields = fields
        fields["Content-Type"] = "application/problem+json"
        return Response(status: status, fields: fields, body: .text(JSONNode.object(members).text))
    }
}
