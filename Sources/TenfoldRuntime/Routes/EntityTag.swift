import Crypto
import NIOCore
import TenfoldCore

/// Strong entity tags (RFC 9110, section 8.8.3): 128 bits of the SHA-256 of the content.
enum EntityTag {
    static func of(_ content: ByteBuffer) -> String {
        var hash = SHA256()
        // Safe: the hash only reads the bytes, within the closure.
        content.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        let digest = hash.finalize()
        var words: (high: UInt64, low: UInt64) = (0, 0)
        for (index, byte) in digest.prefix(16).enumerated() {
            if index < 8 {
                words.high = words.high << 8 | UInt64(byte)
            } else {
                words.low = words.low << 8 | UInt64(byte)
            }
        }
        return Hexadecimal.quotedText(words.high, words.low)
    }
}
