package import TenfoldCore

/// What a token says whose signature and claims were right. An object, so that knowing it again copies nothing.
package final class VerifiedToken: Sendable {
    /// The token's subject and roles.
    package let principal: Principal
    package let scopes: Set<String>
    package let issuer: String
    /// Its `exp`, in seconds since 1970, rounded down; it is taken for the clock skew longer.
    package let expiresAtSeconds: Int64
    /// Those of its claims that `TokenVerifierOptions.keptClaims` names, as they came.
    package let claims: [String: JSONValue]
    /// As the verifier's identity.
    package let edge: EdgePrincipal
    let key: VerificationKey

    init(_ accepted: AcceptedClaims, _ options: TokenVerifierOptions, key: VerificationKey) {
        self.principal = accepted.principal
        self.scopes = accepted.scopes
        self.issuer = options.issuer
        self.expiresAtSeconds = accepted.expiresAtSeconds
        self.claims = accepted.kept
        self.key = key
        self.edge = EdgePrincipal(
            identity: options.name, id: accepted.principal.id, scopes: accepted.scopes, roles: accepted.principal.roles,
            plan: options.planClaim.flatMap { accepted.kept[$0]?.asText })
    }

    /// A kept claim that is a text, for instance the name of a plan; nil where it is not there or anything else.
    package func text(ofClaim name: String) -> String? { claims[name]?.asText }
}

extension JSONValue {
    fileprivate var asText: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
}
