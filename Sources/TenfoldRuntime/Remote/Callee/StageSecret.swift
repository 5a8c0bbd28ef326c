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

    /// Nil where the text is too short, or cannot stand in a field: at least 16 visible ASCII characters.
    init?(_ secret: Secret<String>) {
        let text = secret.exposed
        guard text.utf8.count >= Self.shortest, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        bytes = Array(text.utf8)
        credentials = "Bearer \(text)"
        credentialBytes = Array(credentials.utf8)
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
