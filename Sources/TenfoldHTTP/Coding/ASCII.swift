/// Byte-wise comparisons and character classes of HTTP (RFC 9110, section 5.6).
enum ASCII {
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// tchar, as two 64-bit maps.
    @inline(__always)
    static func isTokenByte(_ byte: UInt8) -> Bool {
        let map: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && (map >> UInt64(byte & 63)) & 1 != 0
    }

    /// A byte that may stand in a field value: anything but controls, where a tab is none.
    @inline(__always)
    static func isValueByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }
}

extension String {
    @inline(__always)
    func isEqualIgnoringASCIICase(to other: String) -> Bool {
        let left = utf8.span
        let right = other.utf8.span
        guard left.count == right.count else { return false }
        for index in left.indices where ASCII.lowercased(left[index]) != ASCII.lowercased(right[index]) {
            return false
        }
        return true
    }
}
