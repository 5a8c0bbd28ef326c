import Crypto
import CryptoExtras
import FoundationEssentials
import JWTKit
import Synchronization

/// A key with the one algorithm that it verifies. What a token's header says never changes that, so that a public RSA
/// key cannot be taken for a secret (RFC 8725, section 3.1).
package final class VerificationKey: Sendable {
    /// Its `kid`; nil for a key without one.
    let id: String?
    let algorithm: TokenAlgorithm
    let material: KeyMaterial
    private let verifier: any JWTAlgorithm
    private let withdrawn = Atomic<Bool>(false)

    private init(id: String?, material: KeyMaterial, verifier: any JWTAlgorithm) {
        self.id = id
        self.algorithm = material.algorithm
        self.material = material
        self.verifier = verifier
    }

    static func make(id: String?, _ material: KeyMaterial) async throws(KeyFault) -> VerificationKey {
        if let fault = material.fault { throw fault }
        do {
            return VerificationKey(id: id, material: material, verifier: try await verifier(of: material))
        } catch {
            throw .malformed("it is no key for \(material.algorithm.rawValue)")
        }
    }

    /// A collection of one: the library makes its verifiers nowhere else.
    private static func verifier(of material: KeyMaterial) async throws -> any JWTAlgorithm {
        let collection = JWTKeyCollection()
        switch material {
        case .secret(let bytes): await collection.add(hmac: HMACKey(from: bytes), digestAlgorithm: .sha256)
        case .rsa(let modulus, let exponent):
            let key = try JWTKit.Insecure.RSA.PublicKey(backing: .init(n: modulus, e: exponent))
            await collection.add(rsa: key, digestAlgorithm: .sha256)
        case .p256(let point):
            await collection.add(
                ecdsa: try ES256PublicKey(backing: P256.Signing.PublicKey(rawRepresentation: point)))
        case .ed25519(let bytes):
            await collection.add(
                eddsa: EdDSA.PublicKey(backing: try Curve25519.Signing.PublicKey(rawRepresentation: bytes)))
        }
        return try await collection.getKey()
    }

    /// Whether it is the same key under the same id.
    func isSame(as other: VerificationKey) -> Bool { id == other.id && material == other.material }

    /// Whether the signature of these bytes was made by the key's owner.
    func made(_ signature: [UInt8], for signed: ArraySlice<UInt8>) -> Bool {
        (try? verifier.verify(signature, signs: signed)) ?? false
    }

    /// Whether its issuer took it back. Tokens that it signed are then not known again.
    var isWithdrawn: Bool { withdrawn.load(ordering: .relaxed) }

    func withdraw() { withdrawn.store(true, ordering: .relaxed) }
}
