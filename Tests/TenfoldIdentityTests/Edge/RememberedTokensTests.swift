import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct RememberedTokensTests {
    private let issuer: TestIssuer
    private let now = TestIssuer.now

    init() throws { issuer = try TestIssuer() }

    @Test func `a token that passed is known again, and no other`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let text = try await issuer.token(.hs256)
        #expect(verifier.remembered(text.span, nowSeconds: now) == nil)
        let token = try await verifier.verify(text, nowSeconds: now)
        #expect(verifier.remembered(text.span, nowSeconds: now) === token)
        #expect(try await verifier.verify(text, nowSeconds: now) === token)
        for index in text.indices {
            var other = text
            other[index] ^= 1
            #expect(verifier.remembered(other.span, nowSeconds: now) == nil)
        }
    }

    @Test func `it is forgotten at its end and the skew`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let text = try await issuer.token(.hs256)
        _ = try await verifier.verify(text, nowSeconds: now)
        #expect(verifier.remembered(text.span, nowSeconds: now + 89) != nil)
        #expect(verifier.rememberedCount == 1)
        #expect(verifier.remembered(text.span, nowSeconds: now + 90) == nil)
        #expect(verifier.rememberedCount == 0)
        #expect(await verifier.refusal(of: text, at: now + 90) == .expired)
    }

    @Test func `a token that was refused is not remembered`() async throws {
        let verifier = try await issuer.verifier([.hs256])
        let text = try await issuer.token(.hs256, ["nbf": .integer(now + 100)])
        #expect(await verifier.refusal(of: text) == .notYetValid)
        #expect(verifier.rememberedCount == 0)
        #expect(await verifier.refusal(of: text, at: now + 70) == nil)
    }

    @Test(arguments: [1, 3, 64, 100])
    func `no more are remembered than allowed`(limit: Int) async throws {
        let verifier = try await issuer.verifier([.hs256]) { $0.rememberedTokens = limit }
        var last: [UInt8] = []
        for number in 0..<300 {
            last = try await issuer.token(.hs256, ["jti": .integer(Int64(number))])
            _ = try await verifier.verify(last, nowSeconds: now)
            #expect(verifier.rememberedCount <= limit)
        }
        #expect(verifier.rememberedCount > limit / 2)
        #expect(verifier.remembered(last.span, nowSeconds: now) != nil)
    }

    @Test func `a token that was forgotten can be remembered again when all places are taken`() {
        var tokens = VerifiedTokens<Int>(capacity: 2)
        let digests = (0..<3).map { TokenDigest(of: Array("\($0)".utf8).span) }
        tokens.remember(digests[0], 0, refusedFrom: 100)
        tokens.remember(digests[1], 1, refusedFrom: 100)
        tokens.forget(digests[0])
        tokens.remember(digests[0], 2, refusedFrom: 100)
        #expect(tokens.value(of: digests[0], atSeconds: 0) == 2)
        tokens.remember(digests[2], 3, refusedFrom: 100)
        #expect(tokens.count <= 2)
    }

    @Test func `a digest is read and written as hexadecimal`() throws {
        // SHA-256 of "abc" (FIPS 180-4).
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(TokenDigest(of: Array("abc".utf8).span).hexadecimal == text)
        #expect(TokenDigest(hexadecimal: text.utf8) == TokenDigest(of: Array("abc".utf8).span))
        #expect(TokenDigest(hexadecimal: text.utf8) != TokenDigest(of: Array("abd".utf8).span))
        for wrong in ["", String(text.dropLast()), text + "0", text.uppercased(), String(text.dropLast()) + "g"] {
            #expect(TokenDigest(hexadecimal: wrong.utf8) == nil)
        }
    }
}
