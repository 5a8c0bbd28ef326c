/// A strict parser of response heads (RFC 9112): it refuses and never repairs. Resumable as `RequestHeadParser` is.
///
/// One leniency, which frames nothing: a status line without a phrase may lack the space behind its code, too.
struct ResponseHeadParser {
    /// Valid after `parse` returned true.
    private(set) var index = ResponseHeadIndex()
    /// Bytes before it have been judged.
    private(set) var position = 0

    private var stage = Stage.status
    private var lines: FieldLineParser
    private let byteLimit: Int

    private enum Stage {
        case status, phrase, fields, done
    }

    init(limits: HTTPLimits) {
        // Offsets are 16-bit, whatever is configured.
        byteLimit = min(limits.headerBytes, Int(UInt16.max))
        lines = FieldLineParser(fieldLimit: limits.headerCount)
    }

    /// Nothing has come yet.
    var isAtStart: Bool { stage == .status && position == 0 }

    /// For the next message.
    mutating func reset() {
        index.clear()
        position = 0
        lines.reset()
        stage = .status
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

    /// The status line, from the stage on where it stopped; false if it needs more bytes.
    @inline(__always)
    private mutating func takeLine(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        switch stage {
        case .status:
            guard try takeStatus(bytes, to: end) else { return false }
            fallthrough
        case .phrase:
            position = bytes.endOfValue(from: position, to: end)
            guard position < end, try bytes.passLineEnd(&position, end) else { return false }
            stage = .fields
            return true
        case .fields, .done: return true
        }
    }

    /// Version, code and what is behind it: 13 bytes.
    @inline(__always)
    private mutating func takeStatus(_ bytes: RawSpan, to end: Int) throws(HTTPRefusal) -> Bool {
        guard end >= 13 else { return false }
        switch bytes.word(at: 0) {
        case HTTPVersion.http11: break
        case HTTPVersion.http10: index.flags.insert(.http10)
        default: throw .syntax("A response begins with HTTP/1.1 or HTTP/1.0.")
        }
        guard bytes.byte(at: 8) == 0x20 else { throw .badStatus }
        for offset in 9..<12 {
            let digit = bytes.byte(at: offset) &- 0x30
            guard digit < 10 else { throw .badStatus }
            index.status = index.status &* 10 &+ Int(digit)
        }
        guard index.status >= 100 else { throw .badStatus }
        switch bytes.byte(at: 12) {
        case 0x20: position = 13
        case 0x0D: position = 12
        default: throw .badStatus
        }
        stage = .phrase
        return true
    }
}

extension HTTPRefusal {
    fileprivate static let badStatus = HTTPRefusal.syntax("A status is three digits between two single spaces.")
}
