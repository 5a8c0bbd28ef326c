package import Logging
import Metrics
package import TenfoldCore

/// Verifies JSON Web Tokens (RFC 7519) of another issuer, and knows those again that passed.
package final class TokenVerifier: Sendable {
    private let options: TokenVerifierOptions
    private let algorithms: Set<TokenAlgorithm>
    private let keys: TokenKeys
    private let checks: ClaimChecks
    private let memory: RememberedTokens
    let verifications: BoundedPlaces
    private let waits: BoundedPlaces
    private let metrics: TokenVerifierMetrics
    private let logger: Logger

    /// - Parameter keys: made with the same options.
    /// - Throws: `Fault.credentialsUnusable` for options with a fault.
    package init(
        _ options: TokenVerifierOptions, keys: TokenKeys, logger: Logger = Logger(label: "tenfold.gateway.tokens")
    ) throws(Fault) {
        if let fault = options.fault { throw Fault(.credentialsUnusable, fault) }
        let metrics = TokenVerifierMetrics(name: options.name)
        self.options = options
        self.algorithms = keys.algorithms(allowed: options.algorithms)
        self.keys = keys
        self.checks = ClaimChecks(options)
        self.memory = RememberedTokens(capacity: options.rememberedTokens, gauge: metrics.remembered)
        self.verifications = BoundedPlaces(limit: options.maxConcurrentVerifications, gauge: metrics.running)
        self.waits = BoundedPlaces(limit: options.maxWaitingForKeys, gauge: metrics.awaitingKeys)
        self.metrics = metrics
        self.logger = logger
    }

    /// How many tokens are known again without a look at their signature.
    var rememberedCount: Int { memory.count }

    /// What a token says that was verified before, has not ended and whose key is still among the keys; nil otherwise,
    /// which says nothing of the token: verify it. Quick, for the request path.
    package func remembered(_ token: Span<UInt8>, nowSeconds: Int64) -> VerifiedToken? {
        guard token.count <= options.longestToken,
            let known = memory.token(of: TokenDigest(of: token), atSeconds: nowSeconds)
        else { return nil }
        metrics.knownAgain.increment()
        return known
    }

    /// What a token says. The signature is checked on the shared pool and not where the caller is.
    ///
    /// - Parameter nowSeconds: since 1970.
    package func verify(_ token: [UInt8], nowSeconds: Int64) async throws(TokenRefusal) -> VerifiedToken {
        do {
            return try await verified(token, nowSeconds)
        } catch {
            metrics.count(error)
            logger.debug("a token was refused", metadata: ["reason": "\(error.reason.rawValue)"])
            throw error
        }
    }

    private func verified(_ token: [UInt8], _ now: Int64) async throws(TokenRefusal) -> VerifiedToken {
        guard token.count <= options.longestToken else { throw TokenRefusal(.tooLong) }
        if let known = remembered(token.span, nowSeconds: now) { return known }
        if let verified = try await examined(token, now) { return verified }
        try await awaitKeys(now)
        if let verified = try await examined(token, now) { return verified }
        throw TokenRefusal(keys.isEmpty(atSeconds: now) ? .noKeys : .unknownKey)
    }

    /// Nil where its key is not known.
    private func examined(_ token: [UInt8], _ now: Int64) async throws(TokenRefusal) -> VerifiedToken? {
        // Before the pool is asked, so that those who wait for a thread count too.
        guard verifications.enter() else { throw TokenRefusal(.busy) }
        defer { verifications.leave() }
        return try await examine(token, now)
    }

    @concurrent
    private func examine(_ text: [UInt8], _ now: Int64) async throws(TokenRefusal) -> VerifiedToken? {
        let token = try UnverifiedToken(text)
        guard let algorithm = TokenAlgorithm(rawValue: token.algorithm), algorithms.contains(algorithm) else {
            throw TokenRefusal(.algorithm)
        }
        let claims = try checks.accept(token.claims, atSeconds: now)
        guard let key = try keys.key(id: token.keyID, for: algorithm, atSeconds: now) else { return nil }
        guard key.made(token.signature, for: token.signed) else { throw TokenRefusal(.signature) }
        metrics.verified.increment()
        let verified = VerifiedToken(claims, options, key: key)
        memory.remember(
            TokenDigest(of: text.span), verified, refusedFrom: checks.refusedFrom(claims.expiresAtSeconds))
        return verified
    }

    /// Waits until the key set is fetched anew, where that may be done now; else throws at once.
    private func awaitKeys(_ now: Int64) async throws(TokenRefusal) {
        guard let flight = keys.refetch(atSeconds: now) else {
            throw TokenRefusal(keys.isEmpty(atSeconds: now) ? .noKeys : .unknownKey)
        }
        guard waits.enter() else { throw TokenRefusal(.busy) }
        defer { waits.leave() }
        await flight.value
    }
}
