/// The requests of a connection, one behind the other, out of the bytes that were read: which bytes are head, body and
/// framing, and where the next message begins.
package struct RequestReader {
    package enum Event: Equatable {
        /// That many bytes are done with, and the rest is kept and given again with what comes.
        case needsMore(consumed: Int)
        /// `head` is valid until the next event; its bytes are the first `head.byteCount`, and are done with.
        case head
        /// Behind `skip` bytes of framing come `count` bytes of the body; all are done with.
        case data(skip: Int, count: Int)
        /// The message ended behind that many bytes.
        case end(consumed: Int)
    }

    private enum Stage {
        case head, sized(left: Int), chunked, broken(HTTPRefusal)
    }

    private var stage = Stage.head
    private var heads: RequestHeadParser
    private var chunks: ChunkedBodyParser

    package init(limits: HTTPLimits) {
        heads = RequestHeadParser(limits: limits)
        chunks = ChunkedBodyParser(limits: limits)
    }

    package var head: RequestHeadIndex { heads.index }

    /// Between two messages: nothing of the next one has come, except perhaps an empty line.
    package var isAtStart: Bool {
        if case .head = stage { return heads.isAtStart || heads.isDone }
        return false
    }

    /// The bytes begin with the first that no event has consumed. After a refusal there are only refusals.
    package mutating func next(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        do throws(HTTPRefusal) {
            switch stage {
            case .head: return try nextHead(bytes)
            case .sized(let left): return nextData(left: left, of: bytes.byteCount)
            case .chunked: return try nextChunk(bytes)
            case .broken(let refusal): throw refusal
            }
        } catch {
            stage = .broken(error)
            throw error
        }
    }

    private mutating func nextHead(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        if heads.isDone { heads.reset() }
        guard try heads.parse(bytes) else { return .needsMore(consumed: 0) }
        if heads.index.flags.contains(.chunked) {
            chunks.reset()
            stage = .chunked
        } else {
            stage = .sized(left: heads.index.contentLength)
        }
        return .head
    }

    private mutating func nextData(left: Int, of byteCount: Int) -> Event {
        guard left > 0 else {
            stage = .head
            return .end(consumed: 0)
        }
        guard byteCount > 0 else { return .needsMore(consumed: 0) }
        let count = min(left, byteCount)
        stage = .sized(left: left - count)
        return .data(skip: 0, count: count)
    }

    private mutating func nextChunk(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        switch try chunks.next(bytes) {
        case .needsMore(let consumed): return .needsMore(consumed: consumed)
        case .data(let skip, let count): return .data(skip: skip, count: count)
        case .end(let consumed):
            stage = .head
            return .end(consumed: consumed)
        }
    }
}
