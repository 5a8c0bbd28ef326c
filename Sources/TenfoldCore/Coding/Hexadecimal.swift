/// Lower-case hexadecimal text of whole 64-bit words, as trace and request ids write them.
package enum Hexadecimal {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    /// The word's 16 digits, appended.
    package static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            bytes.append(digits[Int((word >> shift) & 15)])
        }
    }

    /// 16 digits a word.
    package static func text(_ words: UInt64...) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.count * 16)
        for word in words { append(word, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads at most 16 lower-case digits; nil for anything else, upper case included.
    package static func parse(_ digits: some Collection<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var word: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): word = word << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): word = word << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return word
    }
}
