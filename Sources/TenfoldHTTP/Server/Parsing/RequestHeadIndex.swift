package import TenfoldCore

/// Where a field line's name and value lie in the bytes of its head; the value without the blanks around it.
package struct FieldSlot: Sendable, Hashable {
    package var nameStart: UInt16
    package var nameEnd: UInt16
    package var valueStart: UInt16
    package var valueEnd: UInt16

    /// Whether its name is that one, in any case.
    @inline(__always)
    func isNamed(_ wanted: Span<UInt8>, in bytes: RawSpan) -> Bool {
        let start = Int(nameStart)
        guard Int(nameEnd) - start == wanted.count else { return false }
        for index in wanted.indices {
            if ASCII.lowercased(bytes.byte(at: start &+ index)) != ASCII.lowercased(wanted[index]) { return false }
        }
        return true
    }
}

/// A parsed request head: offsets into its bytes, and what its fields say about the message and its connection.
///
/// Offset 0 is the first byte that the parser was given for this message, which may be an empty line.
package struct RequestHeadIndex: Sendable {
    /// 0, or 2 behind an empty line.
    package var methodStart: UInt16 = 0
    package var methodEnd: UInt16 = 0
    package var targetStart: UInt16 = 0
    package var targetEnd: UInt16 = 0
    /// The path of an origin form or absolute form: never empty, begins with `/`. Empty for the asterisk form alone.
    ///
    /// An absolute form without a path means `/`; the range is then that of the slash before its authority.
    package var pathStart: UInt16 = 0
    /// Where there is a query, its `?` stands here, and it reaches to `targetEnd`.
    package var pathEnd: UInt16 = 0
    /// Nil for a method that the framework does not route.
    package var method: HTTPMethod?
    package var fields: ContiguousArray<FieldSlot> = []
    package var flags: Flags = []
    /// 0 where there is none.
    package var contentLength = 0
    /// From offset 0 to the end of the empty line that ends the head.
    package var byteCount = 0

    package init() {}

    package struct Flags: OptionSet, Sendable, Hashable {
        package var rawValue: UInt16

        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let http10 = Flags(rawValue: 1 << 0)
        package static let chunked = Flags(rawValue: 1 << 1)
        package static let hasLength = Flags(rawValue: 1 << 2)
        /// `Connection` lists it.
        package static let close = Flags(rawValue: 1 << 3)
        /// `Connection` lists it.
        package static let keepAlive = Flags(rawValue: 1 << 4)
        /// The client waits for `100 Continue` before it sends the body.
        package static let expectsContinue = Flags(rawValue: 1 << 5)
        /// HTTP/1.1 with an `Upgrade` field, and `Connection` lists it.
        package static let upgrade = Flags(rawValue: 1 << 6)
        /// `OPTIONS *`, or `OPTIONS` with an absolute form that has no path, which means the same.
        package static let asteriskForm = Flags(rawValue: 1 << 7)
        package static let absoluteForm = Flags(rawValue: 1 << 8)
        package static let hasQuery = Flags(rawValue: 1 << 9)
        package static let hasHost = Flags(rawValue: 1 << 10)
        /// Whether more may come behind the message.
        package var keepsConnection: Bool { !contains(.close) && (!contains(.http10) || contains(.keepAlive)) }

        static let upgradeField = Flags(rawValue: 1 << 11)
        static let upgradeOption = Flags(rawValue: 1 << 12)
    }

    /// How the end of the body is found.
    package var bodyEnd: BodyEnd { flags.contains(.chunked) ? .chunked : .length(contentLength) }

    package var hasBody: Bool { flags.contains(.chunked) || contentLength > 0 }

    /// Empty again; keeps the capacity of `fields`.
    mutating func clear() {
        methodStart = 0
        flags = []
        method = nil
        contentLength = 0
        byteCount = 0
        fields.removeAll(keepingCapacity: true)
    }
}

extension HTTPMethod {
    /// The method of that token, or nil for one that the framework does not route. Methods are case-sensitive.
    @inline(__always)
    init?(_ bytes: RawSpan, from start: Int, to end: Int) {
        guard end &- start <= 7 else { return nil }
        var letters: UInt64 = 0
        for offset in start..<end { letters = letters << 8 | UInt64(bytes.byte(at: offset)) }
        switch letters {
        case 0x47_45_54: self = .get
        case 0x48_45_41_44: self = .head
        case 0x50_4F_53_54: self = .post
        case 0x50_55_54: self = .put
        case 0x50_41_54_43_48: self = .patch
        case 0x44_45_4C_45_54_45: self = .delete
        case 0x4F_50_54_49_4F_4E_53: self = .options
        default: return nil
        }
    }
}
