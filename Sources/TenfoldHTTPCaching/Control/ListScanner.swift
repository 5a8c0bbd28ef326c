/// Walks the members of a comma-separated list (RFC 9110, section 5.6.1): empty ones are passed over, and a comma within
/// quotes is none.
struct ListScanner {
    private var position: Int
    private let end: Int

    init(_ value: Range<Int>) {
        position = value.lowerBound
        end = value.upperBound
    }

    /// The next member without the blanks around it.
    mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
        while position < end {
            let start = position
            position = Self.endOfMember(bytes, from: start, to: end)
            let member = bytes.trimmed(start..<position)
            position &+= 1
            if !member.isEmpty { return member }
        }
        return nil
    }

    /// Where the comma behind a member stands, or the end.
    static func endOfMember(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var offset = start
        var isQuoted = false
        while offset < end {
            let byte = bytes[offset]
            if byte == ByteText.quote { isQuoted.toggle() }
            if byte == ByteText.comma, !isQuoted { return offset }
            offset &+= byte == ByteText.backslash && isQuoted ? 2 : 1
        }
        return end
    }
}
