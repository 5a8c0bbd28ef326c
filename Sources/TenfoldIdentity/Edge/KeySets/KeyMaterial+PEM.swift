import Crypto
import CryptoExtras
import FoundationEssentials
import JWTKit

extension KeyMaterial {
    /// Longer files are refused.
    static let longestPEM = 65_536

    /// The public key of a PEM text (RFC 7468, section 13): RSA, P-256 or Ed25519.
    static func publicKey(pem text: String) throws(KeyFault) -> KeyMaterial {
        guard !text.contains("PRIVATE KEY-----") else {
            throw .malformed("it holds a private key, which does not belong here: put only the public one there")
        }
        guard !text.contains("BEGIN CERTIFICATE-----") else {
            throw .malformed("it holds a certificate: take the key out of it, by openssl x509 -pubkey -noout")
        }
        if let key = try? P256.Signing.PublicKey(pemRepresentation: text) { return .p256(Array(key.rawRepresentation)) }
        if let key = try? EdDSA.PublicKey(pem: text) { return .ed25519(Array(key.rawRepresentation)) }
        // Safe: it takes keys of 1,024 bits too, so that `fault` can say what is wrong with them.
        if let key = try? _RSA.Signing.PublicKey(unsafePEMRepresentation: text),
            let numbers = try? key.getKeyPrimitives()
        {
            return .rsa(modulus: Array(numbers.modulus), exponent: Array(numbers.publicExponent))
        }
        throw .malformed("it holds no public key for RSA, P-256 or Ed25519 in PEM")
    }
}
