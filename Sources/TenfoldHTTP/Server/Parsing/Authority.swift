/// The syntax of `host [":" port]` (RFC 9110, section 7.2; RFC 3986, section 3.2), without user information, escapes
/// and commas: no name in use has them, and recipients differ in what they make of them.
enum Authority {
    @inline(__always)
    static func isValid(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start < end else { return false }
        if bytes.byte(at: start) == 0x5B { return isLiteral(bytes, from: start, to: end) }
        var offset = start
        while offset < end, isNameByte(bytes.byte(at: offset)) { offset &+= 1 }
        return offset > start && isPort(bytes, from: offset, to: end)
    }

    /// An address in brackets.
    private static func isLiteral(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var offset = start + 1
        while offset < end, isNameByte(bytes.byte(at: offset)) || bytes.byte(at: offset) == 0x3A { offset += 1 }
        return offset > start + 1 && offset < end && bytes.byte(at: offset) == 0x5D
            && isPort(bytes, from: offset + 1, to: end)
    }

    /// Nothing, or a colon and digits, of which there may be none.
    @inline(__always)
    private static func isPort(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        guard start < end else { return true }
        guard bytes.byte(at: start) == 0x3A else { return false }
        var offset = start &+ 1
        while offset < end, bytes.byte(at: offset) &- 0x30 < 10 { offset &+= 1 }
        return offset == end
    }

    /// unreserved and sub-delims without the comma, as two 64-bit maps.
    @inline(__always)
    private static func isNameByte(_ byte: UInt8) -> Bool {
        let map: UInt64 = byte < 64 ? 0x2BFF_6FD2_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return byte < 128 && (map >> UInt64(byte & 63)) & 1 != 0
    }
}
