/// A parser of response heads. One leniency, which frames nothing: a status line without a phrase may lack the space
/// behind its code, too.
typealias ResponseHeadParser = HeadParser<StatusLine>

struct StatusLine: HeadStartLine {
    private enum Stage {
        case status, phrase, done
    }

    private var stage = Stage.status

    init(limits: HTTPLimits) {}

    mutating func reset() { stage = .status }

    @inline(__always)
    mutating func parse(
        _ bytes: RawSpan, from position: inout Int, to end: Int, into index: inout ResponseHeadIndex
    ) throws(HTTPRefusal) -> Bool {
        switch stage {
        case .status:
            guard try takeStatus(bytes, &position, end, &index) else { return false }
            fallthrough
        case .phrase:
            position = bytes.endOfValue(from: position, to: end)
            guard position < end, try bytes.passLineEnd(&position, end) else { return false }
            stage = .done
            return true
        case .done: return true
        }
    }

    /// Version, code and what is behind it: 13 bytes.
    @inline(__always)
    private mutating func takeStatus(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout ResponseHeadIndex
    ) throws(HTTPRefusal) -> Bool {
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
