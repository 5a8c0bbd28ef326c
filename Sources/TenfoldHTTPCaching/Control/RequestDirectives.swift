/// What a request's `Cache-Control` asks for (RFC 9111, section 5.2.1; RFC 5861, section 4). Of what is said twice the
/// stricter counts, what cannot be read counts as the strictest, and unknown directives mean nothing.
struct RequestDirectives: Sendable, Equatable {
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt8

        static let noStore = Flags(rawValue: 1 << 0)
        static let noCache = Flags(rawValue: 1 << 1)
        static let onlyIfCached = Flags(rawValue: 1 << 2)
        static let noTransform = Flags(rawValue: 1 << 3)
    }

    var flags: Flags = []
    /// Seconds, as all that follow.
    var maxAge: Int?
    var minFresh: Int?
    /// How long past its freshness a response may be; without a bound it is `DeltaSeconds.limit`.
    var maxStale: Int?
    var staleIfError: Int?

    /// Whether a fresh response may be too old for it.
    var constrainsFreshness: Bool { flags.contains(.noCache) || maxAge != nil || minFresh != nil }

    /// Takes in one field line.
    mutating func take(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        var scanner = DirectiveScanner(value)
        while let directive = scanner.next(bytes) { take(directive, bytes) }
        if scanner.isUnterminated { flags.insert(.noStore) }
    }

    private mutating func take(_ directive: DirectiveScanner.Directive, _ bytes: Span<UInt8>) {
        let name = directive.name
        switch name.count {
        case 7:
            if bytes.isEqual(name, to: "max-age") {
                maxAge = min(maxAge ?? .max, DeltaSeconds.parse(bytes, directive) ?? 0)
            }
        case 8:
            if bytes.isEqual(name, to: "no-store") { flags.insert(.noStore) }
            if bytes.isEqual(name, to: "no-cache") { flags.insert(.noCache) }
        case 9:
            if bytes.isEqual(name, to: "min-fresh") {
                minFresh = max(minFresh ?? 0, DeltaSeconds.parse(bytes, directive) ?? DeltaSeconds.limit)
            }
            if bytes.isEqual(name, to: "max-stale") { takeMaxStale(directive, bytes) }
        case 12: if bytes.isEqual(name, to: "no-transform") { flags.insert(.noTransform) }
        case 14:
            if bytes.isEqual(name, to: "only-if-cached") { flags.insert(.onlyIfCached) }
            if bytes.isEqual(name, to: "stale-if-error") {
                staleIfError = min(staleIfError ?? .max, DeltaSeconds.parse(bytes, directive) ?? 0)
            }
        default: break
        }
    }

    /// The one directive whose argument may be left out (RFC 9111, section 5.2.1.2).
    private mutating func takeMaxStale(_ directive: DirectiveScanner.Directive, _ bytes: Span<UInt8>) {
        let isUnbounded = directive.argument == nil && !directive.isMalformed
        let seconds = isUnbounded ? DeltaSeconds.limit : DeltaSeconds.parse(bytes, directive) ?? 0
        maxStale = min(maxStale ?? .max, seconds)
    }
}
