import TenfoldCore
package import TenfoldHTTP
package import TenfoldIdentity

/// JSON Web Tokens of one issuer, as bearer tokens.
package struct TokenCredentials: CredentialChecking {
    package let field = FieldName("authorization")
    package var challenge: String { challenges.missing }
    private let name: String
    private let verifier: TokenVerifier
    private let challenges: BearerChallenge
    private let planClaim: String?

    /// - Parameters:
    ///   - name: of the gateway's identity.
    ///   - planClaim: the claim that names a plan of limits; among the verifier's kept claims.
    package init(name: String, _ verifier: TokenVerifier, challenges: BearerChallenge, planClaim: String?) {
        self.name = name
        self.verifier = verifier
        self.challenges = challenges
        self.planClaim = planClaim
    }

    package func credential(in value: [UInt8]) -> [UInt8]? {
        switch CredentialReading.authorization(value.span) {
        case .bearer(let range): Array(value[range])
        // Of this kind, and never a token: it is refused as one.
        case .malformed: []
        case .otherScheme: nil
        }
    }

    package func known(_ credential: [UInt8], nowSeconds: Int64) -> EdgePrincipal? {
        verifier.remembered(credential.span, nowSeconds: nowSeconds).map(principal)
    }

    package func check(_ credential: [UInt8], nowSeconds: Int64) async -> CredentialVerdict {
        do throws(TokenRefusal) {
            return .valid(principal(try await verifier.verify(credential, nowSeconds: nowSeconds)))
        } catch {
            return error.isTemporary
                ? .unavailable(detail: "Credentials cannot be verified at this moment.")
                : .refused(challenge: challenges.invalidToken)
        }
    }

    private func principal(_ token: VerifiedToken) -> EdgePrincipal {
        EdgePrincipal(
            identity: name, id: token.principal.id, scopes: token.scopes, roles: token.principal.roles,
            plan: planClaim.flatMap { token.text(ofClaim: $0) })
    }
}
