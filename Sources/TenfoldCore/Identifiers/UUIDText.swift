/// The text form of 128 bits as RFC 9562 writes a UUID, without Foundation.
enum UUIDText {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    static func format(high: UInt64, low: UInt64) -> String {
        // Safe: exactly 36 bytes are written below, all within the capacity asked for.
        String(unsafeUninitializedCapacity: 36) { buffer in
            var at = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    buffer[at] = UInt8(ascii: "-")
                    at += 1
                }
                let word = nibble < 16 ? high : low
                let shift = UInt64(60 - (nibble & 15) * 4)
                buffer[at] = digits[Int((word >> shift) & 0xf)]
                at += 1
            }
            return at
        }
    }

    static func parse(_ text: String.UTF8View) -> (high: UInt64, low: UInt64)? {
        var words: (high: UInt64, low: UInt64) = (0, 0)
        var at = 0
        var nibbles = 0
        for byte in text {
            if at == 8 || at == 13 || at == 18 || at == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let value = hexValue(byte), nibbles < 32 else { return nil }
                if nibbles < 16 {
                    words.high = words.high << 4 | value
                } else {
                    words.low = words.low << 4 | value
                }
                nibbles += 1
            }
            at += 1
            guard at <= 36 else { return nil }
        }
        return at == 36 ? words : nil
    }

    private static func hexValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
