import TenfoldCore
package import TenfoldHTTP
package import TenfoldIdentity

/// JSON Web Tokens of one issuer, as bearer tokens.
package struct TokenCredentials: CredentialChecking {
    package let field = FieldName("authorization")
    package var challenge: String { challenges.missing }
    private let verifier: TokenVerifier
    private let challenges: BearerChallenge

    package init(_ verifier: TokenVerifier, challenges: BearerChallenge) {
        self.verifier = verifier
        self.challenges = challenges
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
        verifier.remembered(credential.span, nowSeconds: nowSeconds)?.edge
    }

    package func check(_ credential: [UInt8], nowSeconds: Int64) async -> CredentialVerdict {
        do throws(TokenRefusal) {
            return .valid(try await verifier.verify(credential, nowSeconds: nowSeconds).edge)
        } catch {
            return error.isTemporary
                ? .unavailable(detail: "Credentials cannot be verified at this moment.")
                : .refused(challenge: challenges.invalidToken)
        }
    }
}
