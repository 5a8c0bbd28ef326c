package import TenfoldCore

/// Which tokens a verifier takes. `fault` tells what is wrong with it.
package struct TokenVerifierOptions: Sendable {
    /// Who a token must be made for (RFC 7519, section 4.1.3).
    package enum Audience: Hashable, Sendable {
        /// At least one of these, exactly.
        case anyOf(Set<String>)
        /// Nothing is asked: a token that the issuer made for another service is taken too.
        case unchecked
    }

    /// Of the identity whose tokens these are; tells its metrics from those of others.
    package var name = "tokens"
    /// What `iss` must be, exactly.
    package var issuer: String
    package var audience: Audience
    /// Nil allows those of the configured keys; for keys from a URL, all but HS256.
    package var algorithms: Set<TokenAlgorithm>?
    /// How far the issuer's clock and ours may be apart; at most 5 minutes.
    package var clockSkew = Duration.seconds(30)
    /// All that are there count together: texts divided by blanks, or lists of texts.
    package var scopeClaims = ["scope", "scp", "scopes"]
    /// A list of texts, or a text that is one role.
    package var rolesClaim = "roles"
    package var subjectClaim = "sub"
    /// Claims that `VerifiedToken.claims` is to have, for instance that of a plan; at most 16.
    package var keptClaims: [String] = []
    /// The claim that names a plan of limits; nil where tokens name none.
    package var planClaim: String?
    /// Longer tokens are refused unread, in bytes. Metric: `tenfold_gateway_tokens_refused_total`.
    package var longestToken = 8192
    /// How many verified tokens are known again without a look at their signature; about 1 KiB each.
    /// Metric: `tenfold_gateway_tokens_remembered`.
    package var rememberedTokens = 10_000
    /// How many tokens are verified at once or wait for a thread to be; beyond it the answer is `busy`. A signature
    /// takes about 0.1 ms of a core. Metric: `tenfold_gateway_token_verifications_running`.
    package var maxConcurrentVerifications = 256
    /// How many tokens of a key that is not known yet wait for the key set to be fetched; beyond it the answer is
    /// `busy`. They do not count as being verified. Metric: `tenfold_gateway_tokens_awaiting_keys`.
    package var maxWaitingForKeys = 256

    package init(issuer: String, audience: Audience) {
        self.issuer = issuer
        self.audience = audience
    }

    static let longestClockSkew = Duration.seconds(300)
    static let mostKeptClaims = 16
    static let mostAudiences = 64

    /// What is wrong, as a clause; nil where nothing is.
    package var fault: String? {
        if issuer.isEmpty { return "an issuer is required" }
        if case .anyOf(let audiences) = audience, audiences.isEmpty || audiences.contains("") {
            return "at least one audience is required, none of them empty, unless audiences are explicitly not checked"
        }
        if case .anyOf(let audiences) = audience, audiences.count > Self.mostAudiences {
            return "at most \(Self.mostAudiences) audiences are allowed"
        }
        if algorithms?.isEmpty == true { return "at least one algorithm must be allowed" }
        if clockSkew < .zero || clockSkew > Self.longestClockSkew {
            return "the clock skew must be between 0 and 300 seconds, not \(clockSkew)"
        }
        if keptClaims.count > Self.mostKeptClaims { return "at most \(Self.mostKeptClaims) claims can be kept" }
        if (scopeClaims + keptClaims + [rolesClaim, subjectClaim, planClaim ?? "-"]).contains("") {
            return "the name of a claim must not be empty"
        }
        return faultOfBounds
    }

    private var faultOfBounds: String? {
        let bounds = [
            ("longest token", longestToken, 128...16_384), ("remembered tokens", rememberedTokens, 1...1_000_000),
            ("concurrent verifications", maxConcurrentVerifications, 1...65_536),
            ("tokens that wait for keys", maxWaitingForKeys, 1...65_536),
        ]
        for (name, value, range) in bounds where !range.contains(value) {
            return "the bound of \(name) must be between \(range.lowerBound) and \(range.upperBound), not \(value)"
        }
        return nil
    }
}

extension Fault.Code {
    /// The edge cannot verify as it is configured: the detail says what to change. The process must not start.
    package static let credentialsUnusable = Fault.Code("credentials-unusable")
}
