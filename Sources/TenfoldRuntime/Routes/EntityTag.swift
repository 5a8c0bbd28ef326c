import Crypto
import NIOCore

/// Strong entity tags (RFC 9110, section 8.8.3): 128 bits of the SHA-256 of the content.
enum EntityTag {
    static func of(_ content: ByteBuffer) -> String {
        var hash = SHA256()
        // Safe: the hash only reads the bytes, within the closure.
        content.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        let digest = hash.finalize()
        return "\""
            + digest.prefix(16).map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined() + "\""
    }

    /// Whether `If-None-Match` names this tag; comparison is weak, as section 13.1.2 asks.
    static func matches(_ field: String?, _ tag: String) -> Bool {
        guard let field else { return false }
        if field == "*" { return true }
        return field.split(separator: ",").contains { candidate in
            let trimmed = candidate.drop { $0 == " " || $0 == "\t" }
            let value = trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
            return value.prefix { $0 != " " && $0 != "\t" } == tag
        }
    }
}
