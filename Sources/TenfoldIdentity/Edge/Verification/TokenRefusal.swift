/// Why a token is not taken. Logs and metrics tell the reason, the caller is told one thing for all of them.
package struct TokenRefusal: Error, Hashable, Sendable {
    /// A bounded set, for a label of metrics.
    package enum Reason: String, CaseIterable, Sendable {
        /// Longer than allowed; was not read.
        case tooLong = "too-long"
        /// Not three parts of base64url, or no JSON in them, or keys twice in an object.
        case malformed
        /// The header asks for an extension that must be understood (RFC 7515, section 4.1.11).
        case critical
        /// Its algorithm is none, unknown, or not among those that are allowed.
        case algorithm
        /// The key it names is for another algorithm.
        case keyMismatch = "key-mismatch"
        case unknownKey = "unknown-key"
        case signature
        case issuer
        case audience
        case subject
        /// A claim is missing, or of a wrong kind.
        case claims
        case expired
        case notYetValid = "not-yet-valid"
        /// More tokens are being verified, or wait for keys, than allowed.
        case busy
        /// There is no key at all: none was ever fetched, or they grew too old.
        case noKeys = "no-keys"
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }

    /// Whether it says nothing about the token, which may pass later: 503 and not 401.
    package var isTemporary: Bool { reason == .busy || reason == .noKeys }

    /// The HTTP status to answer with.
    package var status: Int { isTemporary ? 503 : 401 }

    /// `error` of RFC 6750, section 3.1; nil where the answer is no challenge.
    package var error: String? { isTemporary ? nil : BearerChallenge.invalidTokenError }

    /// `error_description` of RFC 6750, section 3: the same for every reason, so that who guesses learns nothing.
    package var errorDescription: String? { isTemporary ? nil : BearerChallenge.invalidTokenDescription }
}
