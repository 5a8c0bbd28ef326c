import Crypto
import TenfoldCore

/// The SHA-256 of a token's or a key's text: stands for it in memory, so that the text itself is not kept.
package struct TokenDigest: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The digest of a text.
    package init(of text: Span<UInt8>) {
        var hash = SHA256()
        // Safe: the bytes are read within the closure.
        text.withUnsafeBytes { hash.update(bufferPointer: $0) }
        self.init(hash.finalize())
    }

    /// A digest that was made elsewhere.
    init(_ digest: SHA256Digest) {
        // Safe: a digest has the 32 bytes that are read, and they are read within the closure.
        (first, second, third, fourth) = digest.withUnsafeBytes { bytes in
            func word(_ number: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: number * 8, as: UInt64.self))
            }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hexadecimal digits: some Collection<UInt8>) {
        let digits = Array(digits)
        guard digits.count == 64, let first = Hexadecimal.parse(digits[0..<16]),
            let second = Hexadecimal.parse(digits[16..<32]), let third = Hexadecimal.parse(digits[32..<48]),
            let fourth = Hexadecimal.parse(digits[48..<64])
        else { return nil }
        (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
    }

    /// 64 lower-case hexadecimal digits.
    package var hexadecimal: String { Hexadecimal.text(first, second) + Hexadecimal.text(third, fourth) }

    /// The same number for the same digest, below `count`, which is a power of two.
    func stripe(of count: Int) -> Int { Int(truncatingIfNeeded: third) & (count - 1) }

    /// Takes the same time wherever the two differ.
    package static func == (one: TokenDigest, other: TokenDigest) -> Bool {
        (one.first ^ other.first) | (one.second ^ other.second) | (one.third ^ other.third)
            | (one.fourth ^ other.fourth) == 0
    }

    /// A part is enough: its bits are spread evenly already.
    package func hash(into hasher: inout Hasher) { hasher.combine(first) }
}
