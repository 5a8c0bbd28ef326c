/// Walks the directives of a `Cache-Control` field (RFC 9111, section 5.2): names with an argument or none, which may be
/// quoted. What it cannot read it says, so that its reader can take the stricter meaning.
struct DirectiveScanner {
    struct Directive {
        var name: Range<Int>
        /// Without its quotes; nil where there is none.
        var argument: Range<Int>?
        /// More stands there than a directive has, or less.
        var isMalformed = false
    }

    private var position: Int
    private let end: Int
    /// A quote was opened and never closed: what stands behind it cannot be told from what it quotes.
    private(set) var isUnterminated = false

    init(_ value: Range<Int>) {
        position = value.lowerBound
        end = value.upperBound
    }

    mutating func next(_ bytes: Span<UInt8>) -> Directive? {
        while position < end, bytes[position] == ByteText.comma || ByteText.isBlank(bytes[position]) { position &+= 1 }
        guard position < end else { return nil }
        var directive = Directive(name: takeToken(bytes))
        if position < end, bytes[position] == UInt8(ascii: "=") {
            position &+= 1
            takeArgument(bytes, of: &directive)
        }
        passRest(bytes, of: &directive)
        return directive
    }

    private mutating func takeToken(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < end, ByteText.isToken(bytes[position]) { position &+= 1 }
        return start..<position
    }

    private mutating func takeArgument(_ bytes: Span<UInt8>, of directive: inout Directive) {
        if position < end, bytes[position] == ByteText.quote {
            directive.argument = takeQuoted(bytes)
        } else {
            let token = takeToken(bytes)
            directive.argument = token
            if token.isEmpty { directive.isMalformed = true }
        }
    }

    /// What is between the quotes, as it stands there.
    private mutating func takeQuoted(_ bytes: Span<UInt8>) -> Range<Int> {
        position &+= 1
        let start = position
        while position < end, bytes[position] != ByteText.quote {
            position &+= bytes[position] == ByteText.backslash ? 2 : 1
        }
        guard position < end else {
            position = end
            isUnterminated = true
            return min(start, end)..<end
        }
        position &+= 1
        return start..<(position &- 1)
    }

    /// To the next comma: nothing but blanks belongs there.
    private mutating func passRest(_ bytes: Span<UInt8>, of directive: inout Directive) {
        while position < end, bytes[position] != ByteText.comma {
            if !ByteText.isBlank(bytes[position]) { directive.isMalformed = true }
            if bytes[position] == ByteText.quote { _ = takeQuoted(bytes) } else { position &+= 1 }
        }
    }
}
