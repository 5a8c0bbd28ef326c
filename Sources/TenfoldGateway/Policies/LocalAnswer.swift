import TenfoldCore
import TenfoldHTTP

/// What the gateway answers by itself instead of an upstream: a problem document (RFC 9457).
struct LocalAnswer {
    let response: Response
    let outcome: ProxyOutcome

    init(_ status: HTTPStatus, _ detail: String, fields: HTTPFields = [:], as outcome: ProxyOutcome = .refused) {
        response = Problem(status: status, detail: detail).response(fields: fields)
        self.outcome = outcome
    }

    static func unauthenticated(challenge: String) -> LocalAnswer {
        LocalAnswer(
            .unauthorized, "This needs a credential that is valid.", fields: ["WWW-Authenticate": challenge])
    }

    /// RFC 6750, section 3.1.
    static func insufficientScope(_ scopes: Set<String>) -> LocalAnswer {
        LocalAnswer(
            .forbidden, "Your credential does not have the scope for this.",
            fields: [
                "WWW-Authenticate":
                    "Bearer error=\"insufficient_scope\", scope=\"\(scopes.sorted().joined(separator: " "))\""
            ])
    }

    /// With the fields of draft-ietf-httpapi-ratelimit-headers-10: what the limit is, and how much of it is left.
    static func tooMany(_ limit: PreparedRate.PreparedLimit, retryAfter: Duration?) -> LocalAnswer {
        let seconds = (retryAfter ?? .zero).wholeSeconds
        let window = max(1, limit.limit.period.components.seconds)
        return LocalAnswer(
            .tooManyRequests, "Too many requests. Try again in \(seconds) s.",
            fields: [
                "Retry-After": "\(seconds)", "RateLimit": "\"default\";r=0;t=\(seconds)",
                "RateLimit-Policy": "\"default\";q=\(limit.limit.count);w=\(window)",
            ], as: .limited)
    }

    static func unavailable(_ detail: String, retryAfter: Duration = .seconds(1)) -> LocalAnswer {
        LocalAnswer(
            .serviceUnavailable, detail, fields: ["Retry-After": "\(retryAfter.wholeSeconds)"], as: .unavailable)
    }
}

extension Duration {
    /// Rounded up, and one at least: who comes earlier comes in vain.
    fileprivate var wholeSeconds: Int64 { max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0)) }
}
