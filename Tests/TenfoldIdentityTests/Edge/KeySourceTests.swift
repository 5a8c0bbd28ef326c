import Crypto
import FoundationEssentials
import JWTKit
import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct KeySourceTests {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer() }

    private struct Unreadable: Error, CustomStringConvertible { let description = "does not exist" }

    private func load(
        _ sources: [KeySource], files: [String: [UInt8]] = [:], algorithms: Set<TokenAlgorithm>? = nil
    ) async throws(Fault) -> TokenKeys {
        var options = TokenVerifierOptions(issuer: TestIssuer.name, audience: .unchecked)
        options.algorithms = algorithms
        return try await TokenKeys.load(sources, for: options) { path, most in
            guard let bytes = files[path] else { throw Unreadable() }
            return bytes
        } fetching: { _ in
            throw Unreadable()
        }
    }

    private func expectFault(
        _ sources: [KeySource], files: [String: [UInt8]] = [:], algorithms: Set<TokenAlgorithm>? = nil,
        says text: String
    ) async {
        let fault = await #expect(throws: Fault.self) {
            try await load(sources, files: files, algorithms: algorithms)
        }
        #expect(fault?.code == .credentialsUnusable)
        #expect(fault?.detail.contains(text) == true, "\(fault?.detail ?? "")")
    }

    @Test func `a public key in PEM verifies, whatever its kind`() async throws {
        let pems: [(TokenAlgorithm, String)] = [
            (.rs256, issuer.rsa.publicKey.pemRepresentation), (.es256, issuer.p256.publicKey.pemRepresentation),
            (.edDSA, EdDSA.PublicKey(backing: issuer.ed25519.publicKey).pemRepresentation),
        ]
        for (algorithm, pem) in pems {
            let keys = try await load([.publicKeyFile("key.pem")], files: ["key.pem": Array(pem.utf8)])
            var options = TokenVerifierOptions(issuer: TestIssuer.name, audience: .unchecked)
            #expect(keys.algorithms(allowed: nil) == [algorithm])
            options.name = "pem"
            let verifier = try TokenVerifier(options, keys: keys)
            #expect(try await verifier.refusal(of: issuer.token(algorithm, id: "any")) == nil)
        }
    }

    @Test func `secrets and key sets in files verify`() async throws {
        let secret = try await load([.secret(Secret(issuer.secret), id: "s")])
        #expect(secret.algorithms(allowed: nil) == [.hs256])
        let document = try TestIssuer.keySet([issuer.key(.es256, id: "e"), issuer.key(.hs256, id: "s")])
        let set = try await load([.keySetFile("keys.json")], files: ["keys.json": document])
        #expect(set.algorithms(allowed: nil) == [.es256])
        let both = try await load(
            [.keySetFile("keys.json")], files: ["keys.json": document], algorithms: [.es256, .hs256])
        let options = TokenVerifierOptions(issuer: TestIssuer.name, audience: .unchecked)
        let verifier = try TokenVerifier(options, keys: both)
        #expect(try await verifier.refusal(of: issuer.token(.hs256, id: "s")) == nil)
        #expect(try await verifier.refusal(of: issuer.token(.es256, id: "e")) == nil)
    }

    @Test func `secrets that are short, or keys in disguise, are refused`() async {
        let short = KeySource.secret(Secret([UInt8](repeating: 1, count: 31)))
        await expectFault([short], says: "at least 32 bytes and has 31")
        let pem = KeySource.secret(Secret(Array(issuer.rsa.publicKey.pemRepresentation.utf8)))
        await expectFault([pem], says: "it is a key in PEM")
        let long = KeySource.secret(Secret([UInt8](repeating: 1, count: 4097)))
        await expectFault([long], says: "at most 4096")
    }

    @Test func `files that hold no public key are told apart`() async {
        let cases: [(String, String)] = [
            (TestRSAKeys.weakPublic, "at least 2048 bits and has 1024"), (TestRSAKeys.first, "private key"),
            ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "certificate"), ("", "no public key"),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "no public key"),
        ]
        for (text, reason) in cases {
            await expectFault([.publicKeyFile("key.pem")], files: ["key.pem": Array(text.utf8)], says: reason)
        }
        await expectFault([.publicKeyFile("key.pem")], says: "the public key key.pem: it does not exist")
        await expectFault(
            [.publicKeyFile("key.pem")], files: ["key.pem": [UInt8](repeating: 0x20, count: 65_537)], says: "larger")
        await expectFault([.keySetFile("k")], files: ["k": Array("{}".utf8)], says: "no list of keys")
        await expectFault([.keySetFile("k")], files: ["k": Array("{\"keys\":[]}".utf8)], says: "no key that can verify")
    }

    @Test func `sources that contradict each other are refused`() async {
        let secret = KeySource.secret(Secret(issuer.secret), id: "s")
        await expectFault([], says: "no keys")
        await expectFault([secret, secret], says: "two keys have the id \"s\"")
        await expectFault([secret], algorithms: [.es256], says: "HS256, which is not allowed")
        await expectFault([secret, .keySetURL("https://a.example")], says: "no other keys")
        await expectFault([.keySetURL("https://a.example"), secret], says: "no other keys")
        await expectFault([.keySetURL("https://a.example")], algorithms: [.hs256], says: "cannot be published")
        await expectFault([.secret(Secret(issuer.secret), id: "")], says: "its id")
    }

    @Test(arguments: [
        ("https://issuer.example/keys", true), ("http://127.0.0.1:8080/keys", true), ("http://localhost/keys", true),
        ("http://[::1]:80/keys", true), ("http://issuer.example/keys", false),
        ("http://127.0.0.1.evil.example/", false),
        ("http://localhost@evil.example/", false), ("https://user@issuer.example/", false), ("https://", false),
        ("http:///keys", false), ("ftp://issuer.example", false), ("file:///etc/keys", false), ("", false),
        ("https://a b", false), ("https://a\r\nb", false),
    ])
    func `keys are fetched by HTTPS, or from this machine`(url: String, isTaken: Bool) async {
        #expect((KeySetURL.fault(url, plainHTTP: false) == nil) == isTaken)
        let keys = try? await load([.keySetURL(url)])
        #expect((keys != nil) == isTaken)
    }

    @Test func `plain HTTP can be allowed`() {
        #expect(KeySetURL.fault("http://issuer.internal/keys", plainHTTP: true) == nil)
        #expect(KeySetURL.fault("ftp://issuer.internal/keys", plainHTTP: true) != nil)
    }

    @Test func `no description tells the secret`() {
        let secret = KeySource.secret(Secret(Array("0123456789abcdef0123456789abcdef".utf8)))
        #expect(!"\(secret)".contains("48") && !String(reflecting: secret).contains("0123"))
    }
}
