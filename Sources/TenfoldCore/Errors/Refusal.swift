/// A module's considered "no": a final answer. Under an idempotency key it is recorded, and a retry gets it again.
///
/// Everything else a handler throws is a failure: nothing is recorded, and the caller may try again.
public struct Refusal: Error, Codable, Hashable, Sendable {
    /// What kind of no it is; it decides the HTTP status.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// 400: the request cannot be understood.
        case malformed
        /// 401: nobody is signed in.
        case unauthenticated
        /// 403: signed in, and not allowed.
        case forbidden
        /// 404: not there, or not for this caller to know of.
        case notFound
        /// 409: at odds with the present state.
        case conflict
        /// 422: one or more fields are wrong.
        case invalid
        /// 429: too often; `retryAfter` says when again.
        case tooManyRequests
    }

    /// What kind of no.
    public var kind: Kind
    /// Stable and for programs, for instance `catalog.out-of-stock`.
    public var code: String
    /// One sentence for a person.
    public var detail: String
    /// The fields at fault, all of them.
    public var errors: [FieldError]
    /// Seconds until it is worth trying again.
    public var retryAfterSeconds: Int?

    /// A refusal of any kind. The static functions read better.
    public init(_ kind: Kind, code: String, _ detail: String, errors: [FieldError] = [], retryAfterSeconds: Int? = nil)
    {
        self.kind = kind
        self.code = code
        self.detail = detail
        self.errors = errors
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// 404.
    public static func notFound(_ code: String, _ detail: String) -> Refusal { Refusal(.notFound, code: code, detail) }
    /// 409.
    public static func conflict(_ code: String, _ detail: String) -> Refusal { Refusal(.conflict, code: code, detail) }
    /// 403.
    public static func forbidden(_ code: String, _ detail: String) -> Refusal {
        Refusal(.forbidden, code: code, detail)
    }
    /// 401.
    public static func unauthenticated(_ code: String, _ detail: String) -> Refusal {
        Refusal(.unauthenticated, code: code, detail)
    }
    /// 422 with the fields at fault.
    public static func invalid(_ errors: [FieldError]) -> Refusal {
        Refusal(.invalid, code: "tenfold.invalid", "Some fields are not as they must be.", errors: errors)
    }

    /// The HTTP status of its kind.
    public var status: Int {
        switch kind {
        case .malformed: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .invalid: 422
        case .tooManyRequests: 429
        }
    }
}

/// What is wrong with one field.
public struct FieldError: Codable, Hashable, Sendable {
    /// The path of the field, for instance `lines[0].quantity`.
    public var field: String
    /// What it must be, for a person.
    public var message: String

    /// The error of a field.
    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}
