import Crypto
import TenfoldCore
import TenfoldHTTP

/// What the processes of a stage know and strangers do not: it opens the internal port.
struct StageSecret: Sendable {
    /// Less can be guessed.
    static let shortest = 16

    private let bytes: [UInt8]
    /// The value of the field `Authorization`.
    let credentials: String
    private let credentialBytes: [UInt8]
    /// What a gateway of the stage shows with the requests that it sends on. Made from the secret, and not the secret
    /// itself: handlers of modules see all fields of their requests.
    let gatewayProof: String

    /// Nil for none. Throws `Fault` for one that cannot be used.
    static func parse(_ secret: Secret<String>?) throws -> StageSecret? {
        guard let secret else { return nil }
        guard let parsed = StageSecret(secret) else {
            throw Fault(
                .unavailable,
                "the stage's secret must be at least \(shortest) visible ASCII characters; "
                    + "`openssl rand -base64 32` makes one")
        }
        return parsed
    }

    /// Nil where the text is too short, or cannot stand in a field: at least 16 visible ASCII characters.
    init?(_ secret: Secret<String>) {
        let text = secret.exposed
        guard text.utf8.count >= Self.shortest, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        bytes = Array(text.utf8)
        credentials = "Bearer \(text)"
        credentialBytes = Array(credentials.utf8)
        let code = HMAC<SHA256>.authenticationCode(for: Array("gateway".utf8), using: SymmetricKey(data: bytes))
        gatewayProof = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Whether this is `gatewayProof`.
    func proves(_ text: String?) -> Bool {
        guard let text else { return false }
        return ConstantTime.areEqual(text.utf8, Array(gatewayProof.utf8))
    }

    /// Whether a caller knows it. The time this takes does not tell how much of it was right.
    func opens(for authorization: String?) -> Bool {
        guard let authorization else { return false }
        // As Tenfold's callers write it; others may write the scheme in another way.
        if ConstantTime.areEqual(authorization.utf8, credentialBytes) { return true }
        guard let token = BearerCredentials.token(in: authorization) else { return false }
        return ConstantTime.areEqual(token.utf8, bytes)
    }
}
