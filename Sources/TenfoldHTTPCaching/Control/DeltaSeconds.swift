/// A number of seconds in a field (RFC 9111, section 1.2.2).
enum DeltaSeconds {
    /// What is larger counts as this: 68 years.
    static let limit = 1 << 31

    /// Nil for anything but digits.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var seconds = 0
        for offset in range {
            guard ByteText.isDigit(bytes[offset]) else { return nil }
            seconds = min(seconds &* 10 &+ Int(bytes[offset] &- 0x30), limit)
        }
        return seconds
    }

    /// The argument of a directive; nil for one that is none, or has more behind it.
    static func parse(_ bytes: Span<UInt8>, _ directive: DirectiveScanner.Directive) -> Int? {
        guard !directive.isMalformed, let argument = directive.argument else { return nil }
        return parse(bytes, argument)
    }

    /// In nanoseconds; never overflows, as both are bounded.
    static func nanoseconds(_ seconds: Int) -> Int64 { Int64(min(max(seconds, 0), limit)) * 1_000_000_000 }
}
