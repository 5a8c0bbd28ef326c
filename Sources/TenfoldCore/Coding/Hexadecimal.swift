/// Lower-case hexadecimal text of whole words, as ids, traces and entity tags write them.
package enum Hexadecimal {
    /// 16 digits.
    package static func text(_ word: UInt64) -> String { text(16) { $0.put(digitsOf: word) } }

    /// 32 digits.
    package static func text(_ high: UInt64, _ low: UInt64) -> String {
        text(32) { line in
            line.put(digitsOf: high)
            line.put(digitsOf: low)
        }
    }

    /// 32 digits between quotation marks.
    package static func quotedText(_ high: UInt64, _ low: UInt64) -> String {
        text(34) { line in
            line.put(UInt8(ascii: "\""))
            line.put(digitsOf: high)
            line.put(digitsOf: low)
            line.put(UInt8(ascii: "\""))
        }
    }

    /// A text of at most so many bytes, all of them ASCII.
    @inline(__always)
    static func text(_ capacity: Int, _ write: (inout DigitLine) -> Void) -> String {
        // Safe: the line checks every write against the buffer, and says how much of it was written.
        String(unsafeUninitializedCapacity: capacity) { buffer in
            var line = DigitLine(buffer)
            write(&line)
            return line.count
        }
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

/// Digits, and what stands between them, put into memory one after the other.
struct DigitLine {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        precondition(count < bytes.count, "more digits than there is room for")
        bytes[count] = byte
        count &+= 1
    }

    /// All digits of a word: two a byte.
    @inline(__always)
    mutating func put<Word: FixedWidthInteger & UnsignedInteger>(digitsOf word: Word) {
        for shift in stride(from: Word.bitWidth - 4, through: 0, by: -4) {
            let nibble = UInt8(truncatingIfNeeded: word >> shift) & 15
            put(nibble &+ (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}
