import TenfoldCore

/// A strict parser of request heads (RFC 9112): it refuses and never repairs.
///
/// Resumable: call `parse` again with the same bytes and what has come since. It goes on at the byte where it stopped,
/// so a head that comes byte by byte costs linear time, and what it answers depends on the bytes alone, not on how
/// they were split. After a refusal it must not be asked again.
///
/// One empty line before the request line is let pass (RFC 9112, section 2.2), a second one is refused.
struct RequestHeadParser {
    /// Valid after `parse` returned true.
    var index = RequestHeadIndex()
    /// Bytes before it have been judged.
    private(set) var position = 0

    private var stage = Stage.emptyLine
    private var nameStart = 0
    private var nameEnd = 0
    private var valueStart = 0
    private let byteLimit: Int
    private let targetLimit: Int
    private let fieldLimit: Int

    private enum Stage {
        case emptyLine, method, path, query, version, line, name, blanks, value, lineEnd, done
    }

    init(limits: HTTPLimits) {
        // Offsets are 16-bit, whatever is configured.
        byteLimit = min(limits.headerBytes, Int(UInt16.max))
        targetLimit = limits.targetBytes
        fieldLimit = limits.headerCount
    }

    /// Nothing has come yet, except perhaps an empty line.
    var isAtStart: Bool {
        stage == .emptyLine || stage == .method && position == Int(index.methodStart)
    }

    /// The head is complete, and `reset` has not been called since.
    var isDone: Bool { stage == .done }

    /// For the next message.
    mutating func reset() {
        index.clear()
        position = 0
        stage = .emptyLine
    }

    /// True once the head is complete; false if it needs more. The bytes always begin with the first of the head.
    mutating func parse(_ bytes: RawSpan) throws(HTTPRefusal) -> Bool {
        let end = min(bytes.byteCount, byteLimit)
        if try takeLine(bytes, to: end) {
            while stage != .done, try takeField(bytes, to: end) {}
        }
        if stage != .done, bytes.byteCount >= byteLimit { throw .headTooLarge(limit: byteLimit) }
        return stage == .done
    }

    /// The request line, from the stage on where it stopped; false if it needs more bytes.
    @inline(__always)
    private mutating func takeLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        switch stage {
        case .emptyLine:
            guard try takeEmptyLine(bytes, to: end) else { return false }
            fallthrough
        case .method:
            guard try takeMethod(bytes, to: end) else { return false }
            fallthrough
        case .path:
            guard try takePath(bytes, to: end) else { return false }
            fallthrough
        case .query:
            guard try takeQuery(bytes, to: end) else { return false }
            fallthrough
        case .version: return try takeVersion(bytes, to: end)
        case .line, .name, .blanks, .value, .lineEnd, .done: return true
        }
    }

    /// A field line, or the empty one that ends the head, from the stage on where it stopped; false if it needs more.
    @inline(__always)
    private mutating func takeField(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        switch stage {
        case .line:
            guard try beginLine(bytes, to: end) else { return false }
            if stage == .done { return true }
            fallthrough
        case .name:
            guard try takeName(bytes, to: end) else { return false }
            fallthrough
        case .blanks:
            guard skipBlanks(bytes, to: end) else { return false }
            fallthrough
        case .value:
            guard takeValue(bytes, to: end) else { return false }
            fallthrough
        case .lineEnd: return try endLine(bytes, to: end)
        case .emptyLine, .method, .path, .query, .version, .done: return true
        }
    }

    // MARK: Request line

    @inline(__always)
    private mutating func takeEmptyLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        guard end > 0 else { return false }
        if bytes.byte(at: 0) == 0x0D {
            guard try takeLineEnd(bytes, to: end) else { return false }
            index.methodStart = 2
        }
        stage = .method
        return true
    }

    @inline(__always)
    private mutating func takeMethod(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        position = bytes.endOfToken(from: position, to: end)
        guard position < end else { return false }
        let start = Int(index.methodStart)
        guard position > start, bytes.byte(at: position) == 0x20 else {
            throw .syntax("A request begins with a method and one space.")
        }
        index.methodEnd = UInt16(truncatingIfNeeded: position)
        index.method = HTTPMethod(bytes, from: start, to: position)
        position &+= 1
        index.targetStart = UInt16(truncatingIfNeeded: position)
        stage = .path
        return true
    }

    @inline(__always)
    private mutating func takePath(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        position = bytes.endOfPath(from: position, to: end)
        try checkTargetLength()
        guard position < end else { return false }
        index.pathEnd = UInt16(truncatingIfNeeded: position)
        if bytes.byte(at: position) == 0x3F {
            index.flags.insert(.hasQuery)
            position &+= 1
        }
        stage = .query
        return true
    }

    /// The query, if there is one, and the space behind the target.
    @inline(__always)
    private mutating func takeQuery(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        if index.flags.contains(.hasQuery) {
            position = bytes.endOfQuery(from: position, to: end)
            try checkTargetLength()
        }
        guard position < end else { return false }
        guard position > Int(index.targetStart), bytes.byte(at: position) == 0x20 else {
            throw .syntax("The request target is visible ASCII without a fragment, between two single spaces.")
        }
        index.targetEnd = UInt16(truncatingIfNeeded: position)
        position &+= 1
        stage = .version
        return true
    }

    @inline(__always)
    private func checkTargetLength() throws(HTTPRefusal) {
        guard position &- Int(index.targetStart) <= targetLimit else { throw .targetTooLong(limit: targetLimit) }
    }

    /// Judges the target's form too: one in another version may have other forms.
    @inline(__always)
    private mutating func takeVersion(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        guard end &- position >= 10 else { return false }
        switch bytes.word(at: position) {
        case HTTPVersion.http11: break
        case HTTPVersion.http10: index.flags.insert(.http10)
        case let other: throw HTTPVersion.refusal(of: other)
        }
        position &+= 8
        _ = try takeLineEnd(bytes, to: end)
        try index.takeTarget(bytes)
        stage = .line
        return true
    }

    // MARK: Field lines

    @inline(__always)
    private mutating func beginLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        guard position < end else { return false }
        if bytes.byte(at: position) == 0x0D {
            guard try takeLineEnd(bytes, to: end) else { return false }
            try index.checkTogether(bytes)
            index.byteCount = position
            stage = .done
            return true
        }
        guard index.fields.count < fieldLimit else { throw .tooManyFields(limit: fieldLimit) }
        nameStart = position
        stage = .name
        return true
    }

    /// Refuses a blank before the colon, and a folded line, whose name would begin with one.
    @inline(__always)
    private mutating func takeName(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        position = bytes.endOfToken(from: position, to: end)
        guard position < end else { return false }
        guard position > nameStart, bytes.byte(at: position) == 0x3A else {
            throw .badFieldLine
        }
        nameEnd = position
        position &+= 1
        stage = .blanks
        return true
    }

    @inline(__always)
    private mutating func skipBlanks(_ bytes: RawSpan, to end: Int) -> Bool {
        position = bytes.endOfBlanks(from: position, to: end)
        guard position < end else { return false }
        valueStart = position
        stage = .value
        return true
    }

    @inline(__always)
    private mutating func takeValue(_ bytes: RawSpan, to end: Int) -> Bool {
        position = bytes.endOfValue(from: position, to: end)
        guard position < end else { return false }
        stage = .lineEnd
        return true
    }

    @inline(__always)
    private mutating func endLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        var valueEnd = position
        guard try takeLineEnd(bytes, to: end) else { return false }
        while valueEnd > valueStart, ASCII.isBlank(bytes.byte(at: valueEnd &- 1)) { valueEnd &-= 1 }
        let slot = FieldSlot(
            nameStart: UInt16(truncatingIfNeeded: nameStart), nameEnd: UInt16(truncatingIfNeeded: nameEnd),
            valueStart: UInt16(truncatingIfNeeded: valueStart), valueEnd: UInt16(truncatingIfNeeded: valueEnd))
        index.fields.append(slot)
        try index.take(slot, in: bytes)
        stage = .line
        return true
    }

    /// Goes past CR LF, and refuses anything else; false if there is only a CR yet.
    @inline(__always)
    private mutating func takeLineEnd(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        guard bytes.byte(at: position) == 0x0D else { throw .strayControl }
        guard position &+ 1 < end else { return false }
        guard bytes.byte(at: position &+ 1) == 0x0A else { throw .strayControl }
        position &+= 2
        return true
    }
}

extension HTTPRefusal {
    static let strayControl = HTTPRefusal.syntax("A line ends with CR LF, and has no other control character.")
    static let badFieldLine = HTTPRefusal.syntax("A field line is a name that is a token, a colon and a value.")
}

extension ASCII {
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// The eight bytes of an HTTP version as a word, the first one lowest.
private enum HTTPVersion {
    static let http11: UInt64 = 0x312E_312F_5054_5448
    static let http10: UInt64 = 0x302E_312F_5054_5448

    static func refusal(of word: UInt64) -> HTTPRefusal {
        let digits: UInt64 = 0x0F00_0F00_0000_0000
        let major = UInt8(truncatingIfNeeded: word >> 40)
        let minor = UInt8(truncatingIfNeeded: word >> 56)
        let isVersion = word & ~digits == http10 & ~digits && major &- 0x30 < 10 && minor &- 0x30 < 10
        return isVersion ? .unknownVersion : .syntax("The request line ends with HTTP/1.1 or HTTP/1.0.")
    }
}
