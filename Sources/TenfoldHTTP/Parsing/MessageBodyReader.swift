/// How the end of a body is found (RFC 9112, section 6.3).
package enum BodyEnd: Equatable, Sendable {
    case length(Int)
    case chunked
    case connectionEnd
}

/// Finds the body's bytes behind a head, of a request as of a response. Never copies, and goes on at any byte.
struct MessageBodyReader {
    private enum Stage {
        case sized(left: Int), chunked, untilEnd
    }

    private var stage = Stage.sized(left: 0)
    private var chunks: ChunkedBodyParser

    init(limits: HTTPLimits) { chunks = ChunkedBodyParser(limits: limits) }

    /// A body with that end begins.
    mutating func begin(_ end: BodyEnd) {
        switch end {
        case .length(let length): stage = .sized(left: length)
        case .connectionEnd: stage = .untilEnd
        case .chunked:
            chunks.reset()
            stage = .chunked
        }
    }

    /// Whether the end of the connection is its end.
    var endsWithConnection: Bool {
        if case .untilEnd = stage { true } else { false }
    }

    /// Whether its last byte has been given out, so that the next step is its end, whatever bytes follow.
    var isAtEnd: Bool {
        if case .sized(left: 0) = stage { true } else { false }
    }

    /// The bytes begin with the first that no step has consumed. After the end it must not be asked again.
    mutating func next(_ bytes: RawSpan) throws(HTTPRefusal) -> ChunkedBodyParser.Step {
        switch stage {
        case .sized(0): return .end(consumed: 0)
        case .chunked: return try chunks.next(bytes)
        case _ where bytes.byteCount == 0: return .needsMore(consumed: 0)
        case .untilEnd: return .data(skip: 0, count: bytes.byteCount)
        case .sized(let left):
            let count = min(left, bytes.byteCount)
            stage = .sized(left: left - count)
            return .data(skip: 0, count: count)
        }
    }
}
