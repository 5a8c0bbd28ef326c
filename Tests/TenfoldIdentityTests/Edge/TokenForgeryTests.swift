import Crypto
import FoundationEssentials
import JWTKit
import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct TokenForgeryTests {
    private let issuer: TestIssuer
    private let stranger: TestIssuer

    init() throws {
        issuer = try TestIssuer()
        stranger = try TestIssuer(rsa: TestRSAKeys.second)
    }

    @Test(arguments: ["none", "None", "nOnE", "NONE", "", "hs256", "HS512", "RS512", "PS256", "ES384", "dir"])
    func `an algorithm that is none or unknown is refused, with and without a signature`(name: String) async throws {
        let verifier = try await issuer.verifier(TokenAlgorithm.allCases)
        let header = TestIssuer.header(name)
        let claims = try TestIssuer.claims()
        let unsigned = TestIssuer.signed(header, claims)
        let signed = try await issuer.token(header: header, claims: claims, signedBy: .hs256)
        #expect(await verifier.refusal(of: signed) == .algorithm)
        #expect(await verifier.refusal(of: unsigned + Array(".".utf8)) == .malformed)
        #expect(await verifier.refusal(of: unsigned + Array(".AAAA".utf8)) == .algorithm)
        #expect(await verifier.refusal(of: unsigned) == .malformed)
    }

    @Test(arguments: [#"{}"#, #"{"alg":null}"#, #"{"alg":7}"#, #"{"alg":["HS256"]}"#, #"{"ALG":"HS256"}"#])
    func `an algorithm that is no text is refused`(header: String) async throws {
        let verifier = try await issuer.verifier([.hs256])
        let text = try await issuer.token(header: header, claims: try TestIssuer.claims(), signedBy: .hs256)
        #expect(await verifier.refusal(of: text) == .algorithm)
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func `the signature of another, a changed one and none are refused`(algorithm: TokenAlgorithm) async throws {
        let verifier = try await issuer.verifier([algorithm])
        let good = try await issuer.token(algorithm)
        #expect(try await verifier.refusal(of: stranger.token(algorithm)) == .signature)
        let end = try #require(good.lastIndex(of: UInt8(ascii: ".")))
        let parts = (Array(good[...end]), Array(good[(end + 1)...]))
        var changed = try #require(Base64URL.decode(parts.1[...]))
        changed[changed.count / 2] ^= 1
        #expect(await verifier.refusal(of: parts.0 + Base64URL.encode(changed)) == .signature)
        #expect(await verifier.refusal(of: parts.0 + Base64URL.encode(changed.dropLast())) == .signature)
        #expect(await verifier.refusal(of: parts.0 + Base64URL.encode(changed + [0])) == .signature)
        #expect(await verifier.refusal(of: parts.0 + Base64URL.encode(changed.map { _ in 0 })) == .signature)
        #expect(await verifier.refusal(of: parts.0) == .malformed)
        #expect(await verifier.refusal(of: parts.0.dropLast()) == .malformed)
        #expect(await verifier.refusal(of: good) == nil)
    }

    @Test(arguments: [TokenAlgorithm.hs256, .es256])
    func `a change anywhere in it is refused`(algorithm: TokenAlgorithm) async throws {
        let verifier = try await issuer.verifier([algorithm])
        let good = try await issuer.token(algorithm)
        for place in good.indices {
            var changed = good
            changed[place] = good[place] == UInt8(ascii: "Q") ? UInt8(ascii: "g") : UInt8(ascii: "Q")
            #expect(await verifier.refusal(of: changed) != nil, "byte \(place)")
        }
        #expect(await verifier.refusal(of: good) == nil)
    }

    @Test func `the claims of another token under the same signature are refused`() async throws {
        let verifier = try await issuer.verifier([.es256])
        let own = try await issuer.token(.es256).split(separator: UInt8(ascii: "."))
        let other = try await issuer.token(.es256, ["sub": "eve".json]).split(separator: UInt8(ascii: "."))
        #expect(await verifier.refusal(of: Array([own[0], other[1], own[2]].joined(separator: [46]))) == .signature)
    }

    /// Whether every form of a public key fails as a secret for HS256, where HS256 is allowed and where it is not.
    private func expectRefusedAsSecret(_ forms: [[UInt8]], key algorithm: TokenAlgorithm) async throws {
        let strict = try await issuer.verifier([algorithm], named: true)
        let alone = try await issuer.verifier([algorithm], named: true) { $0.algorithms = Set(TokenAlgorithm.allCases) }
        let beside = try await issuer.verifier([algorithm, .hs256], named: true)
        for secret in forms {
            let claims = try TestIssuer.claims()
            let named = TestIssuer.forged(
                header: TestIssuer.header(.hs256, id: algorithm.rawValue), claims: claims, secret: secret)
            #expect(await strict.refusal(of: named) == .algorithm)
            #expect(await alone.refusal(of: named) == .keyMismatch)
            #expect(await beside.refusal(of: named) == .keyMismatch)
            let unnamed = TestIssuer.forged(header: TestIssuer.header(.hs256), claims: claims, secret: secret)
            #expect(await strict.refusal(of: unnamed) == .algorithm)
            #expect(await alone.refusal(of: unnamed) == .unknownKey)
            #expect(await beside.refusal(of: unnamed) == .signature)
        }
    }

    @Test func `a public RSA key is no secret, in whatever form`() async throws {
        let key = issuer.rsa.publicKey
        let numbers = try key.getKeyPrimitives()
        try await expectRefusedAsSecret(
            [
                Array(key.pemRepresentation.utf8), Array((key.pemRepresentation + "\n").utf8),
                Array(key.derRepresentation), Array(numbers.modulus), Base64URL.encode(Array(numbers.modulus)),
            ], key: .rs256)
    }

    @Test func `a public key on a curve is no secret, in whatever form`() async throws {
        let key = issuer.p256.publicKey
        try await expectRefusedAsSecret(
            [
                Array(key.pemRepresentation.utf8), Array(key.derRepresentation), Array(key.rawRepresentation),
                Array(key.x963Representation),
            ], key: .es256)
        try await expectRefusedAsSecret([Array(issuer.ed25519.publicKey.rawRepresentation)], key: .edDSA)
    }

    @Test func `the key of one algorithm is none for another`() async throws {
        let verifier = try await issuer.verifier(TokenAlgorithm.allCases, named: true)
        for algorithm in TokenAlgorithm.allCases {
            for other in TokenAlgorithm.allCases where other != algorithm {
                let text = try await issuer.token(algorithm, id: other.rawValue)
                #expect(await verifier.refusal(of: text) == .keyMismatch)
            }
        }
    }

    @Test(arguments: [
        #"{"alg":"HS256","crit":["b64"],"b64":false}"#, #"{"alg":"HS256","crit":[]}"#, #"{"alg":"HS256","crit":null}"#,
        #"{"crit":["exp"],"exp":1,"alg":"none"}"#,
    ])
    func `extensions that must be understood are refused`(header: String) async throws {
        let verifier = try await issuer.verifier([.hs256])
        let text = try await issuer.token(header: header, claims: try TestIssuer.claims(), signedBy: .hs256)
        #expect(await verifier.refusal(of: text) == .critical)
    }

    @Test func `a key that the token brings along, or points to, is not looked at`() async throws {
        let verifier = try await issuer.verifier([.es256], named: true)
        let key = String(
            decoding: try StreamingJSON.encode(try stranger.key(.es256, id: "ES256")), as: UTF8.self)
        let extras = [
            "\"jwk\":\(key)", "\"jku\":\"https://evil.example/keys\"", "\"x5u\":\"https://evil.example/chain\"",
            "\"x5c\":[\"MIIB\"]",
        ]
        for extra in extras {
            let header = "{\"alg\":\"ES256\",\"kid\":\"ES256\",\(extra)}"
            let claims = try TestIssuer.claims()
            let forged = try await stranger.token(header: header, claims: claims, signedBy: .es256)
            #expect(await verifier.refusal(of: forged) == .signature)
            let own = try await issuer.token(header: header, claims: claims, signedBy: .es256)
            #expect(await verifier.refusal(of: own) == nil)
        }
    }

    @Test func `a token that is too long is refused, however right`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let long = try await issuer.token(.hs256, ["pad": .text(String(repeating: "a", count: 8192))])
        #expect(await verifier.refusal(of: long) == .tooLong)
        #expect(verifier.remembered(long.span, nowSeconds: TestIssuer.now) == nil)
        let shorter = try await issuer.token(.hs256, ["pad": .text(String(repeating: "a", count: 5000))])
        #expect(await verifier.refusal(of: shorter) == nil)
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b.c", "é.é.é", "\0", String(repeating: ".", count: 8192),
        String(repeating: "A", count: 8192),
    ])
    func `what is no token is refused`(text: String) async throws {
        let verifier = try await issuer.verifier([.hs256])
        #expect(await verifier.refusal(of: Array(text.utf8)) == .malformed)
    }

    @Test func `base64 that is not quite right is refused`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let good = String(decoding: try await issuer.token(.hs256), as: UTF8.self)
        let (dot, last) = (try #require(good.firstIndex(of: ".")), try #require(good.last))
        // 32 bytes take 43 digits, of which the last has two bits that must be zero.
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let next = digits[try #require(digits.firstIndex(of: last)) + 1]
        let broken = [
            good + "=", good + "==", good + " ", good + "\n", good + ".", good + ".AAAA", " " + good,
            String(good.dropLast()) + String(next), good.replacing(".", with: "=."),
            String(good[..<dot]) + "+" + String(good[dot...]), String(good[..<dot]) + "A" + String(good[dot...]),
        ]
        for text in broken { #expect(await verifier.refusal(of: Array(text.utf8)) == .malformed) }
        #expect(await verifier.refusal(of: Array(good.utf8)) == nil)
    }

    @Test func `claims may be 16 deep, and a header 8`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        func nested(_ depth: Int) -> String {
            "{\"x\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + ","
        }
        for (depth, refusal) in [(16, nil), (17, .malformed)] as [(Int, TokenRefusal.Reason?)] {
            let claims = nested(depth) + (try TestIssuer.claims().dropFirst())
            let text = TestIssuer.forged(
                header: TestIssuer.header(.hs256), claims: claims, secret: issuer.secret)
            #expect(await verifier.refusal(of: text) == refusal)
        }
        for (depth, refusal) in [(8, nil), (9, .malformed)] as [(Int, TokenRefusal.Reason?)] {
            let text = TestIssuer.forged(
                header: nested(depth) + TestIssuer.header(.hs256).dropFirst(), claims: try TestIssuer.claims(),
                secret: issuer.secret)
            #expect(await verifier.refusal(of: text) == refusal)
        }
    }

    @Test func `JSON that is deep, doubled or broken is refused`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let header = TestIssuer.header(.hs256)
        let deep = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
        let claims = try TestIssuer.claims()
        let broken: [(String, String)] = [
            (header, "{\"deep\":\(deep),\(claims.dropFirst())"), (header, "{\"sub\":\"eve\",\(claims.dropFirst())"),
            (header, "{\"\\u0073ub\":\"eve\",\(claims.dropFirst())"), (header, claims + "{}"), (header, "[\(claims)]"),
            (header, ""), (header, "null"), (header, "{"), (header, "\u{feff}" + claims),
            ("{\"alg\":\"none\",\(header.dropFirst())", claims), ("{\"x\":\(deep),\(header.dropFirst())", claims),
            (header + " x", claims), ("{\"kid\":7,\(header.dropFirst())", claims),
            ("{\"kid\":null,\(header.dropFirst())", claims),
            ("{\"kid\":\"\(String(repeating: "a", count: 257))\",\(header.dropFirst())", claims),
        ]
        for (header, claims) in broken {
            let text = try await issuer.token(header: header, claims: claims, signedBy: .hs256)
            #expect(await verifier.refusal(of: text) == .malformed)
        }
        let notUTF8 =
            Base64URL.encode(Array(header.utf8)) + [46] + Base64URL.encode([0x7b, 0xff, 0x7d]) + [46, 65, 65]
        #expect(await verifier.refusal(of: notUTF8) == .malformed)
    }
}
