/// The text form of 128 bits as RFC 9562 writes a UUID, without Foundation.
enum UUIDText {
    static func format(high: UInt64, low: UInt64) -> String {
        Hexadecimal.text(36) { line in
            line.put(digitsOf: UInt32(truncatingIfNeeded: high >> 32))
            line.put(dash)
            line.put(digitsOf: UInt16(truncatingIfNeeded: high >> 16))
            line.put(dash)
            line.put(digitsOf: UInt16(truncatingIfNeeded: high))
            line.put(dash)
            line.put(digitsOf: UInt16(truncatingIfNeeded: low >> 48))
            line.put(dash)
            line.put(digitsOf: UInt16(truncatingIfNeeded: low >> 32))
            line.put(digitsOf: UInt32(truncatingIfNeeded: low))
        }
    }

    /// Nil for anything but the 36 characters, in either case.
    static func parse(_ text: String.UTF8View) -> (high: UInt64, low: UInt64)? {
        let bytes = text.span
        guard bytes.count == 36, bytes[8] == dash, bytes[13] == dash, bytes[18] == dash, bytes[23] == dash,
            let first = word(bytes, 0..<8), let second = word(bytes, 9..<13), let third = word(bytes, 14..<18),
            let fourth = word(bytes, 19..<23), let fifth = word(bytes, 24..<36)
        else { return nil }
        return (first << 32 | second << 16 | third, fourth << 48 | fifth)
    }

    private static let dash = UInt8(ascii: "-")

    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var word: UInt64 = 0
        for index in range {
            guard let value = hexValue(bytes[index]) else { return nil }
            word = word << 4 | value
        }
        return word
    }

    @inline(__always)
    private static func hexValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
