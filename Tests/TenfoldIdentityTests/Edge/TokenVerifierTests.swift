import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct TokenVerifierTests {
    private let issuer: TestIssuer
    private let now = TestIssuer.now

    init() throws { issuer = try TestIssuer() }

    @Test(arguments: TokenAlgorithm.allCases)
    func `a token of each algorithm says who it is for`(algorithm: TokenAlgorithm) async throws {
        let verifier = try await issuer.verifier([algorithm]) { $0.keptClaims = ["plan", "none"] }
        let text = try await issuer.token(algorithm, id: "any", ["plan": "gold".json])
        let token = try await verifier.verify(text, nowSeconds: now)
        #expect(token.principal == Principal(id: "ada", roles: ["buyer"]))
        #expect(token.scopes == ["orders:read", "orders:write"])
        #expect(token.issuer == TestIssuer.name)
        #expect(token.expiresAtSeconds == now + 60)
        #expect(token.claims == ["plan": "gold".json])
        #expect(token.text(ofClaim: "plan") == "gold")
    }

    @Test func `of several keys the one that the token names is taken`() async throws {
        let verifier = try await issuer.verifier(TokenAlgorithm.allCases, named: true)
        for algorithm in TokenAlgorithm.allCases {
            let text = try await issuer.token(algorithm, id: algorithm.rawValue)
            #expect(await verifier.refusal(of: text) == nil)
            #expect(try await verifier.refusal(of: issuer.token(algorithm)) == nil)
            #expect(try await verifier.refusal(of: issuer.token(algorithm, id: "other")) == .unknownKey)
        }
    }

    /// At `now`, with a skew of 30 seconds.
    @Test(
        arguments: [
            ("exp", -29, nil), ("exp", -30, .expired), ("exp", -100_000, .expired), ("nbf", 30, nil),
            ("nbf", 31, .notYetValid), ("iat", 30, nil), ("iat", 31, .notYetValid),
        ] as [(String, Int64, TokenRefusal.Reason?)])
    func `times are held to the second, give or take the skew`(
        claim: String, offset: Int64, refusal: TokenRefusal.Reason?
    ) async throws {
        let verifier = try await issuer.verifier([.hs256])
        let text = try await issuer.token(.hs256, [claim: .integer(now + offset)])
        #expect(await verifier.refusal(of: text) == refusal)
    }

    @Test func `the skew may be none, and fractions of a second count against the token`() async throws {
        let verifier = try await issuer.verifier([.hs256]) { $0.clockSkew = .zero }
        for (claim, time, refusal) in [
            ("exp", Double(now) + 0.9, .expired), ("exp", Double(now) + 1.1, nil),
            ("nbf", Double(now) + 0.1, .notYetValid),
            ("nbf", Double(now) - 0.1, nil),
        ] as [(String, Double, TokenRefusal.Reason?)] {
            #expect(try await verifier.refusal(of: issuer.token(.hs256, [claim: .number(time)])) == refusal)
        }
    }

    @Test(
        arguments: [
            ["exp": nil], ["exp": .text("1900000000")], ["exp": .null], ["exp": .integer(-1)],
            ["exp": .integer(.min)], ["exp": .integer(.max)], ["exp": .unsigned(.max)], ["exp": .number(1e300)],
            ["exp": .integer(1_800_000_060_000)], ["nbf": .text("now")], ["iat": .integer(.min)], ["iat": .flag(true)],
            ["scope": .integer(1)], ["scp": .list([.integer(1)])], ["scopes": .list([.text("a b")])],
            ["scope": .text("a\"b")], ["roles": .object([:])], ["roles": .list([.null])], ["roles": .text("a\nb")],
        ] as [[String: JSONValue?]])
    func `claims that are missing or of a wrong kind are refused`(changes: [String: JSONValue?]) async throws {
        let verifier = try await issuer.verifier([.hs256])
        #expect(try await verifier.refusal(of: issuer.token(.hs256, changes)) == .claims)
    }

    @Test(
        arguments: [
            ["iss": nil], ["iss": .text("https://issuer.example/")], ["iss": .list([.text(TestIssuer.name)])],
        ] as [[String: JSONValue?]])
    func `another issuer is refused`(changes: [String: JSONValue?]) async throws {
        let verifier = try await issuer.verifier([.hs256])
        #expect(try await verifier.refusal(of: issuer.token(.hs256, changes)) == .issuer)
    }

    @Test(
        arguments: [
            (nil, .audience), ("shop".json, nil), ("Shop".json, .audience), (.list([]), .audience),
            (.list(["other".json, "shop".json]), nil), (.list(["other".json, "shops".json]), .audience),
            (.list(["shop".json, .integer(1)]), .claims), (.integer(1), .claims),
        ] as [(JSONValue?, TokenRefusal.Reason?)])
    func `one of the token's audiences must be ours`(audience: JSONValue?, refusal: TokenRefusal.Reason?) async throws {
        let text = try await issuer.token(.hs256, ["aud": audience])
        let strict = try await issuer.verifier([.hs256])
        #expect(await strict.refusal(of: text) == refusal)
        let lenient = try await issuer.verifier([.hs256]) { $0.audience = .unchecked }
        #expect(await lenient.refusal(of: text) == nil)
    }

    @Test func `the subject has 1 to 256 bytes that can be shown`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let longest = String(repeating: "a", count: 256)
        #expect(try await verifier.refusal(of: issuer.token(.hs256, ["sub": longest.json])) == nil)
        let wrong: [JSONValue?] = [nil, "".json, (longest + "a").json, .integer(7), "a\nb".json, "a\u{7f}".json]
        for subject in wrong {
            #expect(try await verifier.refusal(of: issuer.token(.hs256, ["sub": subject])) == .subject)
        }
    }

    @Test func `claims may have other names`() async throws {
        let verifier = try await issuer.verifier([.hs256]) { options in
            options.subjectClaim = "uid"
            options.rolesClaim = "groups"
            options.scopeClaims = ["permissions"]
        }
        let changes: [String: JSONValue?] = [
            "uid": "7".json, "groups": "admin".json, "permissions": .list(["read".json]), "sub": nil,
        ]
        let token = try await verifier.verify(try await issuer.token(.hs256, changes), nowSeconds: now)
        #expect(token.principal == Principal(id: "7", roles: ["admin"]))
        #expect(token.scopes == ["read"])
    }

    @Test(
        arguments: [
            (["scope": "a b".json], ["a", "b"]), (["scope": nil, "scp": "a  b".json], ["a", "b"]),
            (["scope": nil, "scopes": .list(["a".json, "b".json])], ["a", "b"]),
            (["scope": "a".json, "scp": .list(["b".json])], ["a", "b"]), (["scope": nil], []), (["scope": "".json], []),
        ] as [([String: JSONValue?], Set<String>)])
    func `scopes are read from texts and lists`(changes: [String: JSONValue?], scopes: Set<String>) async throws {
        let verifier = try await issuer.verifier([.hs256])
        #expect(try await verifier.verify(try await issuer.token(.hs256, changes), nowSeconds: now).scopes == scopes)
    }

    @Test func `more at once than allowed is busy, not invalid, and passes later`() async throws {
        let verifier = try await issuer.verifier([.es256]) { $0.maxConcurrentVerifications = 2 }
        let (first, second) = (try await issuer.token(.es256), try await issuer.token(.es256, ["jti": "2".json]))
        _ = try await verifier.verify(first, nowSeconds: now)
        #expect(verifier.verifications.enter() && verifier.verifications.enter())
        #expect(await verifier.refusal(of: second) == .busy)
        // What is remembered needs no place.
        #expect(await verifier.refusal(of: first) == nil)
        verifier.verifications.leave()
        for _ in 0..<3 { #expect(await verifier.refusal(of: Array("a.b.c".utf8)) == .malformed) }
        #expect(await verifier.refusal(of: second) == nil)
        verifier.verifications.leave()
    }

    @Test(arguments: TokenRefusal.Reason.allCases)
    func `a refusal tells the caller one thing`(reason: TokenRefusal.Reason) {
        let refusal = TokenRefusal(reason)
        guard reason != .busy, reason != .noKeys else {
            #expect(refusal.status == 503 && refusal.error == nil && refusal.errorDescription == nil)
            return
        }
        #expect(refusal.status == 401 && refusal.error == "invalid_token")
        #expect(refusal.errorDescription == TokenRefusal(.signature).errorDescription)
    }

    @Test func `options with a fault are refused`() {
        let changes: [(inout TokenVerifierOptions) -> Void] = [
            { $0.issuer = "" }, { $0.audience = .anyOf([]) }, { $0.audience = .anyOf([""]) }, { $0.algorithms = [] },
            { $0.clockSkew = .seconds(301) }, { $0.clockSkew = .seconds(-1) }, { $0.longestToken = 100_000 },
            { $0.rememberedTokens = 0 }, { $0.maxConcurrentVerifications = 0 }, { $0.maxWaitingForKeys = 0 },
            { $0.subjectClaim = "" }, { $0.keptClaims = Array(repeating: "a", count: 17) },
        ]
        for change in changes {
            var options = TokenVerifierOptions(issuer: "a", audience: .anyOf(["b"]))
            #expect(options.fault == nil)
            change(&options)
            #expect(options.fault != nil)
            #expect(throws: Fault.self) { try TokenVerifier(options, keys: .fixed(.empty)) }
        }
    }
}
