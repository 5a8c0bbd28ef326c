/// Walks the field lines of a head, of a request as of a response (RFC 9112, section 5), and the empty line behind them.
/// It refuses and never repairs, and goes on at the byte where it stopped.
struct FieldLineParser {
    private var stage = Stage.line
    private var nameStart = 0
    private var nameEnd = 0
    private var valueStart = 0
    private let fieldLimit: Int

    private enum Stage {
        case line, name, blanks, value, lineEnd, done
    }

    init(fieldLimit: Int) { self.fieldLimit = fieldLimit }

    /// For the next message.
    @inline(__always)
    mutating func reset() { stage = .line }

    /// True once the empty line is behind `position`; false if it needs more bytes.
    @inline(__always)
    mutating func parse(
        _ bytes: RawSpan, from position: inout Int, to end: Int, into index: inout some HeadIndex
    ) throws(HTTPRefusal) -> Bool {
        while stage != .done, try takeField(bytes, &position, end, &index) {}
        return stage == .done
    }

    /// A field line, or the empty one, from the stage on where it stopped; false if it needs more.
    @inline(__always)
    private mutating func takeField(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout some HeadIndex
    ) throws(HTTPRefusal) -> Bool {
        switch stage {
        case .line:
            guard try beginLine(bytes, &position, end, &index) else { return false }
            if stage == .done { return true }
            fallthrough
        case .name:
            guard try takeName(bytes, &position, end) else { return false }
            fallthrough
        case .blanks:
            position = bytes.endOfBlanks(from: position, to: end)
            guard position < end else { return false }
            valueStart = position
            stage = .value
            fallthrough
        case .value:
            position = bytes.endOfValue(from: position, to: end)
            guard position < end else { return false }
            stage = .lineEnd
            fallthrough
        case .lineEnd: return try endLine(bytes, &position, end, &index)
        case .done: return true
        }
    }

    @inline(__always)
    private mutating func beginLine(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout some HeadIndex
    ) throws(HTTPRefusal) -> Bool {
        guard position < end else { return false }
        if bytes.byte(at: position) == 0x0D {
            guard try bytes.passLineEnd(&position, end) else { return false }
            try index.checkTogether(bytes)
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
    private mutating func takeName(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int
    ) throws(HTTPRefusal) -> Bool {
        position = bytes.endOfToken(from: position, to: end)
        guard position < end else { return false }
        guard position > nameStart, bytes.byte(at: position) == 0x3A else { throw .badFieldLine }
        nameEnd = position
        position &+= 1
        stage = .blanks
        return true
    }

    @inline(__always)
    private mutating func endLine(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout some HeadIndex
    ) throws(HTTPRefusal) -> Bool {
        var valueEnd = position
        guard try bytes.passLineEnd(&position, end) else { return false }
        while valueEnd > valueStart, ASCII.isBlank(bytes.byte(at: valueEnd &- 1)) { valueEnd &-= 1 }
        let slot = FieldSlot(
            nameStart: UInt16(truncatingIfNeeded: nameStart), nameEnd: UInt16(truncatingIfNeeded: nameEnd),
            valueStart: UInt16(truncatingIfNeeded: valueStart), valueEnd: UInt16(truncatingIfNeeded: valueEnd))
        index.fields.append(slot)
        try index.take(slot, in: bytes)
        stage = .line
        return true
    }
}

extension RawSpan {
    /// Goes past CR LF, and refuses anything else; false if there is only a CR yet.
    @inline(__always)
    func passLineEnd(_ position: inout Int, _ end: Int) throws(HTTPRefusal) -> Bool {
        guard byte(at: position) == 0x0D else { throw .strayControl }
        guard position &+ 1 < end else { return false }
        guard byte(at: position &+ 1) == 0x0A else { throw .strayControl }
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
