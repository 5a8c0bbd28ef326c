import FoundationEssentials
import Tenfold

/// Who the shop is to the mail server.
struct SMTPCredentials: Sendable {
    let user: String
    let password: Secret<String>

    /// The most bytes of both: AUTH then fits into a command line of 512 (RFC 4954, section 4; RFC 5321, 4.5.3.1.4).
    static let mostBytes = 370

    /// Whether AUTH PLAIN can carry them.
    var areCarried: Bool {
        let bytes = Array(user.utf8) + Array(password.exposed.utf8)
        return !user.isEmpty && bytes.count <= Self.mostBytes && !bytes.contains(0)
    }

    /// The response of SASL PLAIN (RFC 4616), in Base64.
    var plainResponse: String { Data("\0\(user)\0\(password.exposed)".utf8).base64EncodedString() }
}
