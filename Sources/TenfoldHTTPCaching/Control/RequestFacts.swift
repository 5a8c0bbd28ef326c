import TenfoldHTTP

/// What a request's head says to a cache, found in one walk over its fields. By the names' lengths first: most fields are
/// none of these.
struct RequestFacts: Sendable {
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt16

        static let authorization = Flags(rawValue: 1 << 0)
        static let cookie = Flags(rawValue: 1 << 1)
        static let range = Flags(rawValue: 1 << 2)
        static let ifNoneMatch = Flags(rawValue: 1 << 3)
        static let ifModifiedSince = Flags(rawValue: 1 << 4)
        /// `If-Match` and `If-Unmodified-Since`: for the origin alone (RFC 9111, section 4.3.2).
        static let originPrecondition = Flags(rawValue: 1 << 5)
        static let cacheControl = Flags(rawValue: 1 << 6)
        static let pragmaNoCache = Flags(rawValue: 1 << 7)
        static let hasHost = Flags(rawValue: 1 << 8)
    }

    var flags: Flags = []
    var host: Range<Int> = 0..<0
    var directives = RequestDirectives()

    /// Whether the answer may be for whoever asks.
    var hasCredentials: Bool { !flags.isDisjoint(with: [.authorization, .cookie]) }
    var isConditional: Bool { !flags.isDisjoint(with: [.ifNoneMatch, .ifModifiedSince]) }

    init(_ head: RequestHeadIndex, _ bytes: Span<UInt8>) {
        for slot in head.fields {
            let name = slot.name
            switch name.count {
            case 4: if bytes.isEqual(name, to: "host") { takeHost(slot.value) }
            case 5: if bytes.isEqual(name, to: "range") { flags.insert(.range) }
            case 6:
                if bytes.isEqual(name, to: "cookie") { flags.insert(.cookie) }
                if bytes.isEqual(name, to: "pragma") { takePragma(slot.value, bytes) }
            case 8: if bytes.isEqual(name, to: "if-match") { flags.insert(.originPrecondition) }
            case 13: takeLong(slot, bytes)
            case 17: if bytes.isEqual(name, to: "if-modified-since") { flags.insert(.ifModifiedSince) }
            case 19:
                if bytes.isEqual(name, to: "if-unmodified-since") { flags.insert(.originPrecondition) }
                if bytes.isEqual(name, to: "proxy-authorization") { flags.insert(.authorization) }
            default: break
            }
        }
        // Only where nothing newer is said (RFC 9111, section 5.4).
        if flags.contains(.pragmaNoCache), !flags.contains(.cacheControl) { directives.flags.insert(.noCache) }
    }

    private mutating func takeHost(_ value: Range<Int>) {
        host = value
        flags.insert(.hasHost)
    }

    private mutating func takeLong(_ slot: FieldSlot, _ bytes: Span<UInt8>) {
        if bytes.isEqual(slot.name, to: "cache-control") {
            flags.insert(.cacheControl)
            directives.take(slot.value, bytes)
        } else if bytes.isEqual(slot.name, to: "if-none-match") {
            flags.insert(.ifNoneMatch)
        } else if bytes.isEqual(slot.name, to: "authorization") {
            flags.insert(.authorization)
        }
    }

    private mutating func takePragma(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        var members = ListScanner(value)
        while let member = members.next(bytes) {
            if bytes.isEqual(member, to: "no-cache") { flags.insert(.pragmaNoCache) }
        }
    }
}
