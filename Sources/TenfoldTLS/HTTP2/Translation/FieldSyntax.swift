/// What may stand in a field of HTTP/2 (RFC 9113, section 8.2.1), byte by byte. Stricter than the RFC asks for: what the
/// parser of HTTP/1.1 refuses is refused here too.
enum FieldSyntax {
    /// A token in lower case, one byte at least.
    static func isName(_ name: String) -> Bool {
        let bytes = name.utf8.span
        guard bytes.count > 0 else { return false }
        for index in bytes.indices where !isTokenByte(bytes[index]) || isUppercase(bytes[index]) { return false }
        return true
    }

    static func isToken(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count > 0 else { return false }
        for index in bytes.indices where !isTokenByte(bytes[index]) { return false }
        return true
    }

    /// No control character but the tab, no blank at either end, and no U+FFFD: that is what decoding made of bytes that are
    /// no UTF-8, and what they were is not known any more.
    static func isValue(_ value: String) -> Bool {
        let bytes = value.utf8.span
        guard bytes.count > 0 else { return true }
        guard !isBlank(bytes[0]), !isBlank(bytes[bytes.count - 1]) else { return false }
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { return false }
            if byte == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] == 0xBD {
                return false
            }
        }
        return true
    }

    /// Origin form: a slash, then visible ASCII without `#`.
    static func isOriginForm(_ path: String) -> Bool {
        let bytes = path.utf8.span
        guard bytes.count > 0, bytes[0] == UInt8(ascii: "/") else { return false }
        for index in bytes.indices where !isVisible(bytes[index]) || bytes[index] == UInt8(ascii: "#") { return false }
        return true
    }

    /// A host with or without a port: unreserved, sub-delims, brackets and colons, so no user information and no path (RFC
    /// 3986, section 3.2). Where in it they may stand is the parser's business.
    static func isAuthority(_ authority: String) -> Bool {
        let bytes = authority.utf8.span
        guard bytes.count > 0 else { return false }
        for index in bytes.indices where !isAuthorityByte(bytes[index]) { return false }
        return true
    }

    /// Digits alone, few enough for 63 bits.
    static func length(_ value: String) -> Int? {
        let bytes = value.utf8.span
        guard 1...18 ~= bytes.count else { return nil }
        var length = 0
        for index in bytes.indices {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            length = length * 10 + Int(digit)
        }
        return length
    }

    static func isEqualIgnoringCase(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.span, right.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where lowercased(left[index]) != lowercased(right[index]) { return false }
        return true
    }

    static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isUppercase(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

    private static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    /// tchar (RFC 9110, section 5.6.2), as two 64-bit maps.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let map: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && (map >> UInt64(byte & 63)) & 1 != 0
    }

    private static func isAuthorityByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+;=[]:".utf8.contains(byte)
        }
    }
}
