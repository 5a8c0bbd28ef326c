package import TenfoldCore

/// What is known of an API key. The key itself is not. An object, so that finding it copies nothing.
package final class APIKeyEntry: Sendable {
    /// Tells it from others in logs; who holds it need not know.
    package let name: String
    /// The SHA-256 of the key's text.
    package let digest: TokenDigest
    package let principal: Principal
    package let scopes: Set<String>
    /// Of the rate limits; nil for the default.
    package let plan: String?
    /// From which second since 1970 on it is refused; nil for never.
    package let expiresAtSeconds: Int64?
    package let isDisabled: Bool

    package init(
        name: String, digest: TokenDigest, principal: Principal, scopes: Set<String> = [], plan: String? = nil,
        expiresAtSeconds: Int64? = nil, isDisabled: Bool = false
    ) {
        self.name = name
        self.digest = digest
        self.principal = principal
        self.scopes = scopes
        self.plan = plan
        self.expiresAtSeconds = expiresAtSeconds
        self.isDisabled = isDisabled
    }
}

/// Why an API key is not taken. Logs and metrics tell the reason, the caller is told one thing for all of them.
package struct APIKeyRefusal: Error, Hashable, Sendable {
    /// A bounded set, for a label of metrics.
    package enum Reason: String, CaseIterable, Sendable {
        /// Too short, too long, or mistyped; was not looked for.
        case malformed
        case unknown
        case expired
        case disabled
    }

    package let reason: Reason
}
