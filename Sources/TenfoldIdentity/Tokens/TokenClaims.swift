import JWTKit

/// What our tokens say (RFC 7519). Times are whole seconds since 1970.
struct TokenClaims: JWTPayload {
    /// Issuer: the app's name.
    let iss: String
    /// Subject: the principal's id.
    let sub: String
    /// Issued at.
    let iat: Int64
    /// Expires.
    let exp: Int64
    let roles: [String]

    /// Nothing: `JWTTokens` checks the claims, with its own clock.
    func verify(using algorithm: some JWTAlgorithm) {}
}
