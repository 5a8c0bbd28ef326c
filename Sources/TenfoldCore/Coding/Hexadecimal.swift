/// Lower-case hexadecimal text of whole words, as ids, traces and entity tags write them.
package enum Hexadecimal {
    /// Eight digits at once: a byte a digit, the first one highest.
    @inlinable @inline(__always)
    package static func digits(of word: UInt32) -> UInt64 {
        var nibbles = UInt64(word)
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in each byte whose digit is a letter.
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }

    /// 16 digits.
    package static func text(_ word: UInt64) -> String { text(16) { $0.put(word) } }

    /// 32 digits.
    package static func text(_ high: UInt64, _ low: UInt64) -> String {
        text(32) { line in
            line.put(high)
            line.put(low)
        }
    }

    /// 32 digits between quotation marks.
    package static func quotedText(_ high: UInt64, _ low: UInt64) -> String {
        text(34) { line in
            line.put(UInt8(ascii: "\""))
            line.put(high)
            line.put(low)
            line.put(UInt8(ascii: "\""))
        }
    }

    /// A text of at most so many bytes, all of them ASCII.
    @inline(__always)
    static func text(_ capacity: Int, _ write: (inout DigitLine) -> Void) -> String {
        // Safe: the line checks every write against the buffer, and says how much of it was written.
        String(unsafeUninitializedCapacity: capacity) { buffer in
            var line = DigitLine(UnsafeMutableRawBufferPointer(buffer))
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
    private let bytes: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ bytes: UnsafeMutableRawBufferPointer) { self.bytes = bytes }

    @inline(__always)
    mutating func put(_ byte: UInt8) { store(byte) }

    /// 16 digits.
    @inline(__always)
    mutating func put(_ word: UInt64) {
        store(Hexadecimal.digits(of: UInt32(truncatingIfNeeded: word >> 32)).bigEndian)
        store(Hexadecimal.digits(of: UInt32(truncatingIfNeeded: word)).bigEndian)
    }

    /// Eight digits.
    @inline(__always)
    mutating func put(_ word: UInt32) { store(Hexadecimal.digits(of: word).bigEndian) }

    /// Four digits.
    @inline(__always)
    mutating func put(_ word: UInt16) {
        store(UInt32(truncatingIfNeeded: Hexadecimal.digits(of: UInt32(word))).bigEndian)
    }

    @inline(__always)
    private mutating func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        precondition(count &+ size <= bytes.count, "more digits than there is room for")
        // Safe: the room was checked above, and memory of bytes may hold any integer.
        bytes.storeBytes(of: value, toByteOffset: count, as: Value.self)
        count &+= size
    }
}
