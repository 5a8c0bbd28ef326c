import TenfoldCore

/// What the claims of a token say, once they are such as the verifier takes.
struct AcceptedClaims: Sendable {
    let principal: Principal
    let scopes: Set<String>
    let expiresAtSeconds: Int64
    let kept: [String: JSONValue]
}

/// Holds the claims of a token against the options (RFC 7519, section 4.1). Reads them before the signature is checked,
/// so that a token that ended costs no signature: nothing that is read counts before the signature does too.
struct ClaimChecks: Sendable {
    private let options: TokenVerifierOptions
    private let skewSeconds: Int64

    static let longestSubject = 256
    /// The end of the year 9999: what is later is a mistake, for instance milliseconds.
    static let latestTime: Int64 = 253_402_300_799

    init(_ options: TokenVerifierOptions) {
        self.options = options
        self.skewSeconds = options.clockSkew.components.seconds
    }

    /// From which second on a token that ends at `expiresAtSeconds` is refused.
    func refusedFrom(_ expiresAtSeconds: Int64) -> Int64 { expiresAtSeconds + skewSeconds }

    func accept(_ claims: [String: JSONValue], atSeconds now: Int64) throws(TokenRefusal) -> AcceptedClaims {
        guard claims["iss"] == .text(options.issuer) else { throw TokenRefusal(.issuer) }
        try checkAudience(claims["aud"])
        let expiresAt = try checkTimes(claims, atSeconds: now)
        return AcceptedClaims(
            principal: Principal(id: try subject(claims), roles: try roles(claims)), scopes: try scopes(claims),
            expiresAtSeconds: expiresAt,
            kept: (options.keptClaims + (options.planClaim.map { [$0] } ?? []))
                .reduce(into: [:]) { kept, name in kept[name] = claims[name] })
    }

    private func checkAudience(_ claim: JSONValue?) throws(TokenRefusal) {
        guard case .anyOf(let wanted) = options.audience else { return }
        guard let claim else { throw TokenRefusal(.audience) }
        guard try !wanted.isDisjoint(with: texts(claim)) else { throw TokenRefusal(.audience) }
    }

    private func checkTimes(_ claims: [String: JSONValue], atSeconds now: Int64) throws(TokenRefusal) -> Int64 {
        guard let expiry = claims["exp"] else { throw TokenRefusal(.claims) }
        let expiresAt = try seconds(expiry, .down)
        guard now < refusedFrom(expiresAt) else { throw TokenRefusal(.expired) }
        for name in ["nbf", "iat"] {
            guard let claim = claims[name] else { continue }
            guard try seconds(claim, .up) - skewSeconds <= now else { throw TokenRefusal(.notYetValid) }
        }
        return expiresAt
    }

    /// A `NumericDate` may have a fraction (RFC 7519, section 2).
    private func seconds(_ claim: JSONValue, _ rule: FloatingPointRoundingRule) throws(TokenRefusal) -> Int64 {
        switch claim {
        case .integer(let seconds) where (0...Self.latestTime).contains(seconds): return seconds
        case .number(let seconds) where (0...Double(Self.latestTime)).contains(seconds):
            return Int64(seconds.rounded(rule))
        default: throw TokenRefusal(.claims)
        }
    }

    private func subject(_ claims: [String: JSONValue]) throws(TokenRefusal) -> String {
        guard case .text(let subject)? = claims[options.subjectClaim], !subject.isEmpty,
            subject.utf8.count <= Self.longestSubject, Self.isPrintable(subject)
        else { throw TokenRefusal(.subject) }
        return subject
    }

    private func roles(_ claims: [String: JSONValue]) throws(TokenRefusal) -> Set<String> {
        guard let claim = claims[options.rolesClaim] else { return [] }
        let roles = try texts(claim)
        guard roles.allSatisfy(Self.isPrintable) else { throw TokenRefusal(.claims) }
        return Set(roles)
    }

    private func scopes(_ claims: [String: JSONValue]) throws(TokenRefusal) -> Set<String> {
        var scopes: Set<String> = []
        for name in options.scopeClaims {
            guard let claim = claims[name] else { continue }
            if case .text(let text) = claim {
                scopes.formUnion(text.split(separator: " ").map(String.init))
            } else {
                scopes.formUnion(try texts(claim))
            }
        }
        guard scopes.allSatisfy(ScopeRule.isScope) else { throw TokenRefusal(.claims) }
        return scopes
    }

    private func texts(_ claim: JSONValue) throws(TokenRefusal) -> [String] {
        if case .text(let text) = claim { return [text] }
        guard case .list(let elements) = claim else { throw TokenRefusal(.claims) }
        var texts: [String] = []
        for element in elements {
            guard case .text(let text) = element else { throw TokenRefusal(.claims) }
            texts.append(text)
        }
        return texts
    }

    /// Control characters have no place in what goes on in fields and logs.
    private static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }
}
