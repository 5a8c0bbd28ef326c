import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct JWKSetTests {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer() }

    private func set(
        _ keys: [JSONValue], for algorithms: Set<TokenAlgorithm> = TokenAlgorithm.asymmetric
    ) throws -> JWKSet {
        try JWKSet(TestIssuer.keySet(keys), for: algorithms)
    }

    @Test func `keys are read by their kind, with and without what is optional`() throws {
        let extras: [String: JSONValue] = [
            "use": "sig".json, "key_ops": .list(["verify".json]), "x5t": "abc".json, "ext": .flag(true),
        ]
        for algorithm in TokenAlgorithm.asymmetric {
            let all = extras.merging(["alg": algorithm.rawValue.json]) { first, _ in first }
            let set = try self.set([
                issuer.key(algorithm, id: "a"), issuer.key(algorithm, id: nil), issuer.key(algorithm, id: "b", all),
            ])
            let material = try issuer.material(algorithm)
            #expect(set.keys == ["a", nil, "b"].map { JWKSet.Key(id: $0, material: material) })
            #expect(set.ignored.isEmpty)
        }
    }

    @Test func `what cannot be used is left out and counted, and takes nothing else away`() throws {
        let cases: [(TokenAlgorithm, [String: JSONValue?], JWKSet.Ignored)] = [
            (.rs256, ["kty": "AKP".json], .kind), (.es256, ["crv": "P-384".json], .kind),
            (.es256, ["crv": "secp256k1".json], .kind), (.edDSA, ["crv": "X25519".json], .kind),
            (.es256, ["crv": nil], .kind), (.rs256, ["kty": nil], .malformed),
            (.rs256, ["alg": "RS512".json], .algorithm),
            (.rs256, ["alg": "PS256".json], .algorithm), (.rs256, ["alg": "HS256".json], .algorithm),
            (.es256, ["alg": .null], .algorithm), (.rs256, ["use": "enc".json], .use), (.rs256, ["use": .null], .use),
            (.rs256, ["key_ops": .list(["sign".json])], .use), (.rs256, ["key_ops": "verify".json], .use),
            (.rs256, ["d": "AQAB".json], .exposed), (.es256, ["d": "AQAB".json], .exposed),
            (.edDSA, ["d": "AQAB".json], .exposed), (.rs256, ["n": nil], .malformed),
            (.rs256, ["n": "not base64!".json], .malformed), (.rs256, ["e": "".json], .malformed),
            (.es256, ["x": "AQAB".json], .malformed), (.edDSA, ["x": "AQAB".json], .malformed),
            (.rs256, ["kid": .integer(7)], .malformed), (.rs256, ["kid": "".json], .malformed),
            (.rs256, ["kid": .text(String(repeating: "a", count: 257))], .malformed),
            (.rs256, ["n": ([0x80] + [UInt8](repeating: 1, count: 127)).json], .weak),
            (.rs256, ["n": ([0x7f] + [UInt8](repeating: 0xff, count: 255)).json], .weak),
            (.rs256, ["n": ([0] + [UInt8](repeating: 0xff, count: 255)).json], .weak),
            (.rs256, ["n": [UInt8](repeating: 0xff, count: 1025).json], .malformed),
            (.rs256, ["n": [UInt8](repeating: 0xff, count: 20_000).json], .malformed),
            (.rs256, ["e": [UInt8](repeating: 0xff, count: 256).json], .malformed),
            (.rs256, ["e": ([1, 0, 0, 0, 1] as [UInt8]).json], .malformed),
            (.rs256, ["e": ([1] as [UInt8]).json], .malformed), (.rs256, ["e": ([4] as [UInt8]).json], .malformed),
            (.rs256, ["e": ([0] as [UInt8]).json], .malformed),
        ]
        for (algorithm, changes, reason) in cases {
            let odd = try issuer.key(algorithm, id: "odd", changes)
            let set = try self.set([odd, .integer(7), issuer.key(.es256, id: "good"), "key".json])
            #expect(set.keys.map(\.id) == ["good"], "\(changes)")
            var expected: [JWKSet.Ignored: Int] = [.malformed: 2]
            expected[reason, default: 0] += 1
            #expect(set.ignored == expected, "\(changes)")
        }
    }

    @Test func `secrets are taken only where that is allowed`() throws {
        let key = try issuer.key(.hs256, id: "s")
        #expect(try set([key]).ignored == [.algorithm: 1])
        #expect(try set([key], for: [.hs256]).keys == [JWKSet.Key(id: "s", material: .secret(issuer.secret))])
        let short = try issuer.key(.hs256, id: "s", ["k": [UInt8](repeating: 1, count: 31).json])
        #expect(try set([short], for: [.hs256]).ignored == [.weak: 1])
    }

    @Test func `a point that does not lie on its curve is left out when keys are made`() async throws {
        let off = try issuer.key(.es256, id: "off", ["x": [UInt8](repeating: 0xff, count: 32).json])
        let set = try self.set([off, issuer.key(.es256, id: "on")])
        let made = await set.verificationKeys()
        #expect(made.keys.map(\.id) == ["on"])
        #expect(made.ignored == [.malformed: 1])
    }

    @Test func `two keys under one id are refused, in either order`() async throws {
        for order in [[TokenAlgorithm.es256, .rs256], [.rs256, .es256]] {
            let set = try self.set(order.map { try issuer.key($0, id: "same") })
            let keys = await set.verificationKeys().keys
            #expect(throws: KeyFault.self) { try KeySet(keys, unnamedTakeEveryID: false) }
        }
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"keys":null}"#, #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#,
        #"{"keys":[{"kty":"RSA","kty":"EC"}]}"#, #"{"keys":[]} x"#, "{\"keys\":",
    ])
    func `what is no key set is refused`(document: String) {
        #expect(throws: JWKSet.Unusable.self) { try JWKSet(Array(document.utf8), for: TokenAlgorithm.asymmetric) }
    }

    @Test func `a key set has at most 100 keys, 256 KiB, and little depth`() throws {
        let key = try issuer.key(.es256, id: nil)
        #expect(try set(Array(repeating: key, count: 100)).keys.count == 100)
        #expect(throws: JWKSet.Unusable.self) { try set(Array(repeating: key, count: 101)) }
        let padded = try TestIssuer.keySet([key]) + [UInt8](repeating: 0x20, count: 262_144)
        #expect(throws: JWKSet.Unusable.self) { try JWKSet(padded, for: [.es256]) }
        #expect(try JWKSet(Array(padded.prefix(262_144)), for: [.es256]).keys.count == 1)
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: JWKSet.Unusable.self) { try JWKSet(Array("{\"keys\":\(deep)}".utf8), for: [.es256]) }
    }
}
