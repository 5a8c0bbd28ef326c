import Crypto
package import TenfoldCore

/// The text of an API key: `tf_`, 32 random bytes in base64url, and six characters of the SHA-256 of all that, so that
/// a mistyped key costs no look-up, and scanners for leaked keys find few that are none.
package enum APIKey {
    static let prefix = Array("tf_".utf8)
    private static let secretBytes = 32
    /// Base64url of the secret.
    private static let bodyCount = 43
    private static let checksumCount = 6
    static let byteCount = 3 + bodyCount + checksumCount

    /// Keys from elsewhere may be used too, within these: a shorter one could be guessed.
    static let acceptedBytes = 32...256

    /// A new key, by the system's random numbers.
    package static func generate() -> Secret<String> {
        // Safe: the bytes are copied inside the closure.
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        return Secret(String(decoding: text(of: secret), as: UTF8.self))
    }

    /// What a file of keys says of it.
    package static func digest(of key: Secret<String>) -> TokenDigest { TokenDigest(of: Array(key.exposed.utf8).span) }

    static func text(of secret: [UInt8]) -> [UInt8] {
        let body = prefix + Base64URL.encode(secret)
        return body + checksum(of: body.span)
    }

    /// Whether a text can be a key: long enough, and with the right checksum where it is one of ours.
    static func isPlausible(_ text: Span<UInt8>) -> Bool {
        guard acceptedBytes.contains(text.count), CredentialReading.isKeyText(text) else { return false }
        for index in prefix.indices where text[index] != prefix[index] { return true }
        guard text.count == byteCount else { return false }
        let body = text.extracting(0..<(byteCount - checksumCount))
        for (offset, digit) in checksum(of: body).enumerated() where text[body.count + offset] != digit { return false }
        return true
    }

    private static func checksum(of body: Span<UInt8>) -> ArraySlice<UInt8> {
        var hash = SHA256()
        // Safe: the bytes are read within the closure.
        body.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Base64URL.encode(Array(hash.finalize())).prefix(checksumCount)
    }
}
