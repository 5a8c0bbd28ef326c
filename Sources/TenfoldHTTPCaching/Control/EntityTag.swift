/// Where an entity tag stands (RFC 9110, section 8.8.3).
struct EntityTag: Sendable, Equatable {
    /// With its quotes, without the mark of a weak one: what weak comparison looks at (section 8.8.3.2).
    var opaque: Range<Int>
    var isWeak: Bool

    /// As a field has it.
    var whole: Range<Int> { isWeak ? opaque.lowerBound - 2..<opaque.upperBound : opaque }

    /// The tag that begins at `start`; nil where there is none.
    static func parse(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> EntityTag? {
        let isWeak = end - start > 2 && bytes.isExactly(start..<start + 2, "W/")
        let open = isWeak ? start + 2 : start
        guard open < end, bytes[open] == ByteText.quote else { return nil }
        var close = open + 1
        while close < end, isTagByte(bytes[close]) { close += 1 }
        guard close < end, bytes[close] == ByteText.quote else { return nil }
        return EntityTag(opaque: open..<close + 1, isWeak: isWeak)
    }

    /// The tag that the whole range is.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> EntityTag? {
        guard let tag = parse(bytes, from: range.lowerBound, to: range.upperBound),
            tag.opaque.upperBound == range.upperBound
        else { return nil }
        return tag
    }

    /// The same in bytes that begin elsewhere.
    func shifted(by distance: Int) -> EntityTag {
        EntityTag(opaque: opaque.lowerBound + distance..<opaque.upperBound + distance, isWeak: isWeak)
    }

    private static func isTagByte(_ byte: UInt8) -> Bool { byte == 0x21 || byte >= 0x23 && byte != 0x7F }
}
