import Crypto
import FoundationEssentials
import JWTKit
import TenfoldCore

@testable import TenfoldIdentity

/// Whoever signs tokens in these tests: the issuer, and those who would like to be.
struct TestIssuer: Sendable {
    /// When the tests take place.
    static let now: Int64 = 1_800_000_000
    static let name = "https://issuer.example"
    static let audience = "shop"

    let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    let p256 = P256.Signing.PrivateKey()
    let ed25519 = Curve25519.Signing.PrivateKey()
    let rsa: JWTKit.Insecure.RSA.PrivateKey

    init(rsa pem: String = TestRSAKeys.first) throws {
        rsa = try JWTKit.Insecure.RSA.PrivateKey(pem: pem)
    }

    /// A header of that algorithm and id.
    static func header(_ algorithm: TokenAlgorithm, id: String? = nil) -> String {
        header(algorithm.rawValue, id: id)
    }

    static func header(_ algorithm: String, id: String? = nil) -> String {
        let id = id.map { ",\"kid\":\"\($0)\"" } ?? ""
        return "{\"typ\":\"JWT\",\"alg\":\"\(algorithm)\"\(id)}"
    }

    /// Claims that are right, with some of them others, or not there where the value is nil.
    static func claims(_ changes: [String: JSONValue?] = [:]) throws -> String {
        var claims: [String: JSONValue] = [
            "iss": .text(name), "aud": .text(audience), "sub": "ada".json, "exp": .integer(now + 60),
            "iat": .integer(now), "scope": .text("orders:read orders:write"), "roles": .list([.text("buyer")]),
        ]
        for (name, value) in changes { claims[name] = value }
        return String(decoding: try StreamingJSON.encode(claims), as: UTF8.self)
    }

    /// A token signed by the issuer's own key for the algorithm.
    func token(
        _ algorithm: TokenAlgorithm, id: String? = nil, _ changes: [String: JSONValue?] = [:]
    ) async throws -> [UInt8] {
        try await token(header: Self.header(algorithm, id: id), claims: Self.claims(changes), signedBy: algorithm)
    }

    /// A token of any header and claims.
    func token(header: String, claims: String, signedBy algorithm: TokenAlgorithm) async throws -> [UInt8] {
        let signed = Self.signed(header, claims)
        let signature: [UInt8]
        switch algorithm {
        case .hs256: return Self.forged(header: header, claims: claims, secret: secret)
        case .rs256:
            let collection = JWTKeyCollection()
            await collection.add(rsa: rsa, digestAlgorithm: .sha256)
            signature = try await collection.getKey().sign(signed)
        case .es256: signature = Array(try p256.signature(for: signed).rawRepresentation)
        case .edDSA: signature = Array(try ed25519.signature(for: signed))
        }
        return signed + [UInt8(ascii: ".")] + Base64URL.encode(signature)
    }

    /// A token with an HMAC by any bytes.
    static func forged(header: String, claims: String, secret: [UInt8]) -> [UInt8] {
        let signed = Self.signed(header, claims)
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret))
        return signed + [UInt8(ascii: ".")] + Base64URL.encode(Array(code))
    }

    static func signed(_ header: String, _ claims: String) -> [UInt8] {
        Base64URL.encode(Array(header.utf8)) + [UInt8(ascii: ".")] + Base64URL.encode(Array(claims.utf8))
    }

    /// Its key for the algorithm as a JSON Web Key.
    func key(_ algorithm: TokenAlgorithm, id: String?, _ changes: [String: JSONValue?] = [:]) throws -> JSONValue {
        var members: [String: JSONValue]
        switch algorithm {
        case .hs256: members = ["kty": "oct".json, "k": secret.json]
        case .rs256:
            let numbers = try rsa.publicKey.getKeyPrimitives()
            members = [
                "kty": "RSA".json, "n": Array(numbers.modulus).json, "e": Array(numbers.publicExponent).json,
            ]
        case .es256:
            let point = Array(p256.publicKey.rawRepresentation)
            members = [
                "kty": "EC".json, "crv": "P-256".json, "x": Array(point[..<32]).json, "y": Array(point[32...]).json,
            ]
        case .edDSA:
            members = [
                "kty": "OKP".json, "crv": "Ed25519".json, "x": Array(ed25519.publicKey.rawRepresentation).json,
            ]
        }
        members["kid"] = id?.json
        for (name, value) in changes { members[name] = value }
        return .object(members)
    }

    static func keySet(_ keys: [JSONValue]) throws -> [UInt8] {
        try StreamingJSON.encode(JSONValue.object(["keys": .list(keys)]))
    }

    /// Its key for the algorithm as the verifier is configured with it.
    func material(_ algorithm: TokenAlgorithm) throws -> KeyMaterial {
        switch algorithm {
        case .hs256: return .secret(secret)
        case .rs256:
            let numbers = try rsa.publicKey.getKeyPrimitives()
            return .rsa(modulus: Array(numbers.modulus), exponent: Array(numbers.publicExponent))
        case .es256: return .p256(Array(p256.publicKey.rawRepresentation))
        case .edDSA: return .ed25519(Array(ed25519.publicKey.rawRepresentation))
        }
    }

    /// A verifier of its tokens, by keys that have the algorithm's name as their id, or none.
    func verifier(
        _ algorithms: [TokenAlgorithm], named: Bool = false, _ change: (inout TokenVerifierOptions) -> Void = { _ in }
    ) async throws -> TokenVerifier {
        var options = TokenVerifierOptions(issuer: Self.name, audience: .anyOf([Self.audience]))
        change(&options)
        var keys: [VerificationKey] = []
        for algorithm in algorithms {
            keys.append(
                try await VerificationKey.make(id: named ? algorithm.rawValue : nil, material(algorithm)))
        }
        return try TokenVerifier(options, keys: .fixed(KeySet(keys, unnamedTakeEveryID: true)))
    }
}

extension String {
    var json: JSONValue { .text(self) }
}

extension [UInt8] {
    /// As JSON Web Keys write numbers.
    var json: JSONValue { .text(String(decoding: Base64URL.encode(self), as: UTF8.self)) }
}

extension TokenVerifier {
    /// Why a token is refused now; nil where it is taken.
    func refusal(of token: [UInt8], at now: Int64 = TestIssuer.now) async -> TokenRefusal.Reason? {
        do {
            _ = try await verify(token, nowSeconds: now)
            return nil
        } catch {
            return error.reason
        }
    }
}
