/// The algorithms that foreign tokens may be signed by (RFC 7518, section 3.1; RFC 8037, section 3.1).
package enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// HMAC with SHA-256.
    case hs256 = "HS256"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// On Ed25519.
    case edDSA = "EdDSA"

    /// Those whose keys can be published.
    package static let asymmetric: Set<TokenAlgorithm> = [.rs256, .es256, .edDSA]
}
