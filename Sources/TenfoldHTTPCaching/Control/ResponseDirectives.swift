/// What a response's `Cache-Control` says (RFC 9111, section 5.2.2; RFC 5861). Of what is said twice the stricter counts,
/// what cannot be read counts as the strictest, and unknown directives mean nothing.
struct ResponseDirectives: Sendable, Equatable {
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt16

        static let noStore = Flags(rawValue: 1 << 0)
        static let noCache = Flags(rawValue: 1 << 1)
        static let isPrivate = Flags(rawValue: 1 << 2)
        static let isPublic = Flags(rawValue: 1 << 3)
        static let mustRevalidate = Flags(rawValue: 1 << 4)
        static let proxyRevalidate = Flags(rawValue: 1 << 5)
        static let mustUnderstand = Flags(rawValue: 1 << 6)
        static let noTransform = Flags(rawValue: 1 << 7)
        /// A quote that never ends may hide any directive.
        static let unreadable = Flags(rawValue: 1 << 8)
    }

    /// More names than this in one qualified `private` or `no-cache` make it an unqualified one.
    static let mostWithheld = 16

    var flags: Flags = []
    /// Seconds, as all that follow.
    var maxAge: Int?
    var sharedMaxAge: Int?
    var staleWhileRevalidate: Int?
    var staleIfError: Int?
    /// Where the names of fields stand that must not be kept: those of a qualified `private` or `no-cache`.
    var withheld: [Range<Int>] = []

    /// Takes in one field line.
    mutating func take(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        var scanner = DirectiveScanner(value)
        while let directive = scanner.next(bytes) { take(directive, bytes) }
        if scanner.isUnterminated { flags.insert(.unreadable) }
    }

    private mutating func take(_ directive: DirectiveScanner.Directive, _ bytes: Span<UInt8>) {
        let name = directive.name
        switch name.count {
        case 6: if bytes.isEqual(name, to: "public") { flags.insert(.isPublic) }
        case 7:
            if bytes.isEqual(name, to: "max-age") { Self.tighten(&maxAge, directive, bytes) }
            if bytes.isEqual(name, to: "private") { withhold(directive, bytes, otherwise: .isPrivate) }
        case 8:
            if bytes.isEqual(name, to: "s-maxage") { Self.tighten(&sharedMaxAge, directive, bytes) }
            if bytes.isEqual(name, to: "no-store") { flags.insert(.noStore) }
            if bytes.isEqual(name, to: "no-cache") { withhold(directive, bytes, otherwise: .noCache) }
        case 12: if bytes.isEqual(name, to: "no-transform") { flags.insert(.noTransform) }
        case 14: if bytes.isEqual(name, to: "stale-if-error") { Self.tighten(&staleIfError, directive, bytes) }
        case 15:
            if bytes.isEqual(name, to: "must-revalidate") { flags.insert(.mustRevalidate) }
            if bytes.isEqual(name, to: "must-understand") { flags.insert(.mustUnderstand) }
        case 16: if bytes.isEqual(name, to: "proxy-revalidate") { flags.insert(.proxyRevalidate) }
        case 22:
            if bytes.isEqual(name, to: "stale-while-revalidate") {
                Self.tighten(&staleWhileRevalidate, directive, bytes)
            }
        default: break
        }
    }

    /// The least of all that is said; what is no number of seconds is none.
    private static func tighten(
        _ seconds: inout Int?, _ directive: DirectiveScanner.Directive, _ bytes: Span<UInt8>
    ) {
        seconds = min(seconds ?? .max, DeltaSeconds.parse(bytes, directive) ?? 0)
    }

    /// A directive that names fields is for these alone; one that does not, or not so that it can be read, is for all.
    private mutating func withhold(
        _ directive: DirectiveScanner.Directive, _ bytes: Span<UInt8>, otherwise flag: Flags
    ) {
        guard let argument = directive.argument, !directive.isMalformed else {
            flags.insert(flag)
            return
        }
        var names: [Range<Int>] = []
        var scanner = ListScanner(argument)
        while let name = scanner.next(bytes) {
            guard bytes.isToken(name), names.count < Self.mostWithheld else {
                flags.insert(flag)
                return
            }
            names.append(name)
        }
        if names.isEmpty { flags.insert(flag) }
        withheld += names
    }
}
