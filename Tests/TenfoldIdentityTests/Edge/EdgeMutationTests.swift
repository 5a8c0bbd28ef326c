import TenfoldCore
import Testing

@testable import TenfoldIdentity

/// Inputs of strangers and operators with random faults in them: none may trap, and what passes is still what it was.
@Suite struct EdgeMutationTests {
    private let rounds = 500

    /// A few bytes changed, doubled, cut out or put in.
    private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch UInt8.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = .random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[place], at: place)
            case 3: bytes.insert(Array(".\"{}[],:=_- \n0A\\".utf8).randomElement(using: &random) ?? 0, at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 16))
            }
        }
        return bytes
    }

    @Test(arguments: [UInt64](1...3))
    func `a token with faults is refused`(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let issuer = try TestIssuer()
        let verifier = try await issuer.verifier([.hs256])
        let good = try await issuer.token(.hs256)
        let claims = Array(try TestIssuer.claims().utf8)
        var taken = 0
        for round in 0..<rounds {
            let text = mutated(good, &random)
            if text != good { #expect(await verifier.refusal(of: text) != nil, "seed \(seed), round \(round)") }
            // Signed by the issuer, so that the claims are looked at: whatever they are, the subject is a fit one.
            let signed = TestIssuer.forged(
                header: TestIssuer.header(.hs256), claims: String(decoding: mutated(claims, &random), as: UTF8.self),
                secret: issuer.secret)
            if let token = try? await verifier.verify(signed, nowSeconds: TestIssuer.now) {
                taken += 1
                #expect((1...256).contains(token.principal.id.utf8.count), "seed \(seed), round \(round)")
                #expect(token.scopes.allSatisfy(ScopeRule.isScope), "seed \(seed), round \(round)")
            }
        }
        // Else nothing was looked at.
        #expect(taken > 0)
    }

    @Test(arguments: [UInt64](1...3))
    func `a key set with faults has keys that are sound, or is refused`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let issuer = try TestIssuer()
        let good = try TestIssuer.keySet(TokenAlgorithm.allCases.map { try issuer.key($0, id: $0.rawValue) })
        var taken = 0
        for round in 0..<rounds {
            guard let set = try? JWKSet(mutated(good, &random), for: Set(TokenAlgorithm.allCases)) else { continue }
            taken += set.keys.count
            #expect(set.keys.allSatisfy { $0.material.fault == nil }, "seed \(seed), round \(round)")
        }
        #expect(taken > 0)
    }

    @Test(arguments: [UInt64](1...3))
    func `a file of keys with faults is refused with line numbers, or is sound`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let digest = String(repeating: "ab", count: 32)
        let good =
            "# keys\na \(digest) scopes=x,y plan=gold\nb \(digest.replacing("ab", with: "cd")) expires=2027-01-01\n"
        for round in 0..<rounds {
            do throws(APIKeyFile.Faults) {
                let entries = try APIKeyFile.parse(mutated(Array(good.utf8), &random))
                #expect(entries.allSatisfy { $0.scopes.allSatisfy(ScopeRule.isScope) }, "seed \(seed), round \(round)")
            } catch {
                #expect(!error.lines.isEmpty, "seed \(seed), round \(round)")
                #expect(error.lines.allSatisfy { $0.number > 0 }, "seed \(seed), round \(round)")
            }
        }
    }
}
