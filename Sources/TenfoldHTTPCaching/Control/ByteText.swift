import TenfoldHTTP

/// Classes of bytes in the fields of a head (RFC 9110, section 5.6).
enum ByteText {
    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// tchar, as two 64-bit maps.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        let map: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return byte < 128 && (map >> UInt64(byte & 63)) & 1 != 0
    }

    static func lowercased(_ text: String) -> [UInt8] { text.utf8.map { lowercased($0) } }
}

extension Span where Element == UInt8 {
    /// Whether the bytes of the range are `text`, without regard to ASCII case; `text` is in lower case.
    @inline(__always)
    func isEqual(_ range: Range<Int>, to text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard range.count == count else { return false }
        // Holds: a static string's bytes are never freed, and the span has its own count of them.
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: count).span
        for offset in 0..<count
        where ByteText.lowercased(self[range.lowerBound &+ offset]) != wanted[offset] { return false }
        return true
    }

    /// The same with regard to case.
    func isExactly(_ range: Range<Int>, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard range.count == count, range.lowerBound >= 0, range.upperBound <= self.count else { return false }
        // Holds: as above.
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: count).span
        for offset in 0..<count where self[range.lowerBound &+ offset] != wanted[offset] { return false }
        return true
    }

    /// Whether the bytes of the range are `name`, without regard to ASCII case; `name` is in lower case.
    func isEqual(_ range: Range<Int>, to name: [UInt8]) -> Bool {
        guard range.count == name.count else { return false }
        for offset in name.indices
        where ByteText.lowercased(self[range.lowerBound &+ offset]) != name[offset] { return false }
        return true
    }

    /// Whether two ranges hold the same bytes, where `foldsCase` without regard to ASCII case.
    func isEqual(
        _ range: Range<Int>, to other: Span<UInt8>, _ otherRange: Range<Int>, foldsCase: Bool = false
    ) -> Bool {
        guard range.count == otherRange.count else { return false }
        for offset in 0..<range.count {
            let (left, right) = (self[range.lowerBound &+ offset], other[otherRange.lowerBound &+ offset])
            guard left == right || foldsCase && ByteText.lowercased(left) == ByteText.lowercased(right) else {
                return false
            }
        }
        return true
    }

    /// The range without the blanks around it.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, ByteText.isBlank(self[start]) { start &+= 1 }
        while end > start, ByteText.isBlank(self[end &- 1]) { end &-= 1 }
        return start..<end
    }

    /// Whether the range is one token.
    func isToken(_ range: Range<Int>) -> Bool {
        for offset in range where !ByteText.isToken(self[offset]) { return false }
        return !range.isEmpty
    }

    /// The bytes of the range in lower case.
    func lowercased(_ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for offset in range { bytes.append(ByteText.lowercased(self[offset])) }
        return bytes
    }
}

extension FieldSlot {
    @inline(__always)
    var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    @inline(__always)
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}
