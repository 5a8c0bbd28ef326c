/// Percent-encoded octets (RFC 3986, section 2.1).
enum PercentEncoding {
    /// The decoded bytes, or nil if an escape is cut short or not hexadecimal.
    static func decode(_ bytes: Span<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = nibble(bytes[index + 1]), let low = nibble(bytes[index + 2])
            else { return nil }
            decoded.append(high << 4 | low)
            index += 3
        }
        return decoded
    }

    /// The decoded text, or nil if an escape is bad, the result is not UTF-8, or it holds a NUL.
    static func decodeToString(_ bytes: Span<UInt8>) -> String? {
        if isPlain(bytes), let text = try? UTF8Span(validating: bytes) { return String(copying: text) }
        guard let decoded = decode(bytes), !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Most values have no escape: their text is the bytes as they are.
    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") || bytes[index] == 0 { return false }
        return true
    }

    /// The value of a hexadecimal digit.
    static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
