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
    private var lines: FieldLineParser
    private let byteLimit: Int
    private let targetLimit: Int

    private enum Stage {
        case emptyLine, method, path, query, version, fields, done
    }

    init(limits: HTTPLimits) {
        // Offsets are 16-bit, whatever is configured.
        byteLimit = min(limits.headerBytes, Int(UInt16.max))
        targetLimit = limits.targetBytes
        lines = FieldLineParser(fieldLimit: limits.headerCount)
    }

    /// Nothing has come yet, except perhaps an empty line.
    var isAtStart: Bool {
        stage == .emptyLine || stage == .method && position == Int(index.methodStart)
    }

    /// The head is complete, and `reset` has not been called since.
    var isDone: Bool { stage == .done }

    /// Hands the index of a complete head over and is ready for the next message. The other index is used again, so that
    /// each keeps its capacity.
    mutating func finish(into other: inout RequestHeadIndex) {
        swap(&index, &other)
        reset()
    }

    /// For the next message.
    mutating func reset() {
        index.clear()
        position = 0
        lines.reset()
        stage = .emptyLine
    }

    /// True once the head is complete; false if it needs more. The bytes always begin with the first of the head.
    mutating func parse(_ bytes: RawSpan) throws(HTTPRefusal) -> Bool {
        let end = min(bytes.byteCount, byteLimit)
        if stage != .done, try takeLine(bytes, to: end), try lines.parse(bytes, from: &position, to: end, into: &index)
        {
            index.byteCount = position
            stage = .done
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
        case .fields, .done: return true
        }
    }

    // MARK: Request line

    @inline(__always)
    private mutating func takeEmptyLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        guard end > 0 else { return false }
        if bytes.byte(at: 0) == 0x0D {
            guard try bytes.passLineEnd(&position, end) else { return false }
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
        _ = try bytes.passLineEnd(&position, end)
        try index.takeTarget(bytes)
        stage = .fields
        return true
    }
}

/// The eight bytes of an HTTP version as a word, the first one lowest.
enum HTTPVersion {
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
