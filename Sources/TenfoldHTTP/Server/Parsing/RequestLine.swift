import TenfoldCore

/// A parser of request heads. One empty line before the request line is let pass (RFC 9112, section 2.2), a second one is
/// refused.
typealias RequestHeadParser = HeadParser<RequestLine>

extension RequestHeadParser {
    /// Nothing has come yet, except perhaps an empty line.
    var isAtStart: Bool { startLine.isAtStart(position, index) }
}

struct RequestLine: HeadStartLine {
    private enum Stage {
        case emptyLine, method, path, query, version, done
    }

    private var stage = Stage.emptyLine
    private let targetLimit: Int

    init(limits: HTTPLimits) { targetLimit = limits.targetBytes }

    mutating func reset() { stage = .emptyLine }

    /// Nothing has come yet, except perhaps an empty line.
    func isAtStart(_ position: Int, _ index: RequestHeadIndex) -> Bool {
        stage == .emptyLine || stage == .method && position == Int(index.methodStart)
    }

    @inline(__always)
    mutating func parse(
        _ bytes: RawSpan, from position: inout Int, to end: Int, into index: inout RequestHeadIndex
    ) throws(HTTPRefusal) -> Bool {
        switch stage {
        case .emptyLine:
            guard try takeEmptyLine(bytes, &position, end, &index) else { return false }
            fallthrough
        case .method:
            guard try takeMethod(bytes, &position, end, &index) else { return false }
            fallthrough
        case .path:
            guard try takePath(bytes, &position, end, &index) else { return false }
            fallthrough
        case .query:
            guard try takeQuery(bytes, &position, end, &index) else { return false }
            fallthrough
        case .version: return try takeVersion(bytes, &position, end, &index)
        case .done: return true
        }
    }

    @inline(__always)
    private mutating func takeEmptyLine(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout RequestHeadIndex
    ) throws(HTTPRefusal) -> Bool {
        guard end > 0 else { return false }
        if bytes.byte(at: 0) == 0x0D {
            guard try bytes.passLineEnd(&position, end) else { return false }
            index.methodStart = 2
        }
        stage = .method
        return true
    }

    @inline(__always)
    private mutating func takeMethod(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout RequestHeadIndex
    ) throws(HTTPRefusal) -> Bool {
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
    private mutating func takePath(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout RequestHeadIndex
    ) throws(HTTPRefusal) -> Bool {
        position = bytes.endOfPath(from: position, to: end)
        try checkTargetLength(position &- Int(index.targetStart))
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
    private mutating func takeQuery(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout RequestHeadIndex
    ) throws(HTTPRefusal) -> Bool {
        if index.flags.contains(.hasQuery) {
            position = bytes.endOfQuery(from: position, to: end)
            try checkTargetLength(position &- Int(index.targetStart))
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
    private func checkTargetLength(_ length: Int) throws(HTTPRefusal) {
        guard length <= targetLimit else { throw .targetTooLong(limit: targetLimit) }
    }

    /// Judges the target's form too: one in another version may have other forms.
    @inline(__always)
    private mutating func takeVersion(
        _ bytes: RawSpan, _ position: inout Int, _ end: Int, _ index: inout RequestHeadIndex
    ) throws(HTTPRefusal) -> Bool {
        guard end &- position >= 10 else { return false }
        switch bytes.word(at: position) {
        case HTTPVersion.http11: break
        case HTTPVersion.http10: index.flags.insert(.http10)
        case let other: throw HTTPVersion.refusal(of: other)
        }
        position &+= 8
        _ = try bytes.passLineEnd(&position, end)
        try index.takeTarget(bytes)
        stage = .done
        return true
    }
}
