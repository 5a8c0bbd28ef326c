package import Crypto

/// A 256-bit secret with the name under which tokens refer to it.
package struct SigningKey: Sendable {
    /// The size of a key in bytes: as long as the output of HMAC-SHA-256 (RFC 7518, section 3.2).
    static let byteCount = 32

    /// The `kid` in the header of the tokens it signs.
    package let id: String
    /// The secret.
    package let secret: SymmetricKey

    /// A key with its name.
    package init(id: String, secret: SymmetricKey) {
        self.id = id
        self.secret = secret
    }
}
