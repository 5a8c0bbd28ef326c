import FoundationEssentials
import JWTKit
package import Logging
import Metrics
import Synchronization
package import TenfoldCore

/// JSON Web Tokens (RFC 7519) signed by HMAC-SHA-256.
package final class JWTTokens: TokenIssuing {
    /// How far the clocks of two machines may be apart.
    package static let clockSkew = Duration.seconds(30)
    /// Longer texts are refused unread, in bytes.
    package static let longestToken = 8192

    private let issuer: String
    private let signingID: JWKIdentifier
    private let knownIDs: Set<String>
    private let keys = JWTKeyCollection()
    private let clock: any WallClock
    private let logger: Logger
    private let verified: Mutex<VerifiedTokens<Principal>>
    private let hits = Counter(label: "tenfold_token_verifications_total", dimensions: [("by", "memory")])
    private let misses = Counter(label: "tenfold_token_verifications_total", dimensions: [("by", "signature")])
    private let refusals = Counter(label: "tenfold_tokens_refused_total")
    private let remembered = Gauge(label: "tenfold_tokens_remembered")

    /// Signs and verifies tokens.
    ///
    /// - Parameters:
    ///   - issuer: the app's name; tokens of others are refused.
    ///   - keys: one signs, all verify.
    ///   - rememberedTokens: how many verified tokens are known again without a look at their signature; about 300
    ///     bytes each.
    package init(
        issuer: String, keys: SigningKeys, clock: any WallClock = SystemWallClock(), rememberedTokens: Int = 10_000,
        logger: Logger = Logger(label: "tenfold.identity")
    ) async {
        self.issuer = issuer
        self.signingID = JWKIdentifier(string: keys.signing.id)
        self.knownIDs = Set(keys.all.map(\.id))
        self.clock = clock
        self.logger = logger
        self.verified = Mutex(VerifiedTokens(capacity: rememberedTokens))
        for key in keys.all {
            await self.keys.add(
                hmac: HMACKey(key: key.secret), digestAlgorithm: .sha256, kid: JWKIdentifier(string: key.id))
        }
    }

    package func issue(for principal: Principal, lifetime: Duration) async throws -> IssuedToken {
        let issuedAt = nowSeconds
        let (expiresAt, overflow) = issuedAt.addingReportingOverflow(lifetime.components.seconds)
        guard !overflow else { throw Fault(.programming, "a token cannot live for \(lifetime)") }
        let claims = TokenClaims(
            iss: issuer, sub: principal.id, iat: issuedAt, exp: expiresAt, roles: principal.roles.sorted())
        let text = try await keys.sign(claims, kid: signingID)
        return IssuedToken(text: text, expiresAt: Date(timeIntervalSince1970: Double(expiresAt)))
    }

    package func verify(_ token: String) async throws -> Principal {
        guard token.utf8.count <= Self.longestToken else { throw refusal("it is \(token.utf8.count) bytes long") }
        let bytes = Array(token.utf8)
        let digest = TokenDigest(of: bytes.span)
        let now = nowSeconds
        if let principal = verified.withLock({ $0.value(of: digest, atSeconds: now) }) {
            hits.increment()
            return principal
        }
        misses.increment()
        let claims = try await checkedClaims(of: bytes, atSeconds: now)
        let principal = Principal(id: claims.sub, roles: Set(claims.roles))
        let count = verified.withLock { verified in
            verified.remember(digest, principal, refusedFrom: Self.refusedFrom(claims))
            return verified.count
        }
        remembered.record(count)
        return principal
    }

    private func checkedClaims(of token: [UInt8], atSeconds now: Int64) async throws -> TokenClaims {
        let claims: TokenClaims
        do {
            // Before any key is chosen: the header must not decide how it is verified (RFC 8725, section 3.1).
            let header = try DefaultJWTParser().parse(token, as: TokenClaims.self).header
            guard header.alg == "HS256" else { throw refusal("its algorithm is \(header.alg ?? "none")") }
            guard let id = header.kid, knownIDs.contains(id) else { throw refusal("its key is unknown") }
            claims = try await keys.verify(token, as: TokenClaims.self)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw refusal("\(error)")
        }
        guard claims.iss == issuer else { throw refusal("its issuer is another") }
        guard now < Self.refusedFrom(claims) else { throw refusal("it ended at \(claims.exp) and now is \(now)") }
        return claims
    }

    private static func refusedFrom(_ claims: TokenClaims) -> Int64 {
        let (end, overflow) = claims.exp.addingReportingOverflow(clockSkew.components.seconds)
        return overflow ? .max : end
    }

    /// One answer for every cause: a caller who guesses learns nothing from it.
    private func refusal(_ reason: String) -> Refusal {
        refusals.increment()
        logger.debug("a token was refused", metadata: ["reason": "\(reason)"])
        return .unauthenticated("tenfold.bad-token", "The token is not valid or no longer: sign in again.")
    }

    private var nowSeconds: Int64 {
        let milliseconds = clock.now().millisecondsSince1970
        return milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
    }
}
