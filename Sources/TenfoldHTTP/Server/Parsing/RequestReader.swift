/// The requests of a connection, one behind the other, out of the bytes that were read: which bytes are head, body and
/// framing, and where the next message begins. Not to be copied, so that to ask it something copies nothing.
package struct RequestReader: ~Copyable {
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
        case head, body, broken(HTTPRefusal)
    }

    private var stage = Stage.head
    private var heads: RequestHeadParser
    private var body: MessageBodyReader

    package init(limits: HTTPLimits) {
        heads = RequestHeadParser(limits: limits)
        body = MessageBodyReader(limits: limits)
    }

    package var head: RequestHeadIndex { heads.index }

    /// Between two messages: nothing of the next one has come, except perhaps an empty line.
    package var isAtStart: Bool {
        if case .head = stage { return heads.isAtStart || heads.isDone }
        return false
    }

    /// Whether the next event is the end of the present message, whatever bytes follow.
    package var isAtEndOfMessage: Bool {
        if case .body = stage { body.isAtEnd } else { false }
    }

    /// The bytes begin with the first that no event has consumed. After a refusal there are only refusals.
    package mutating func next(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        do throws(HTTPRefusal) {
            switch stage {
            case .head: return try nextHead(bytes)
            case .body: return try nextOfBody(bytes)
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
        body.begin(heads.index.bodyEnd)
        stage = .body
        return .head
    }

    private mutating func nextOfBody(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        switch try body.next(bytes) {
        case .needsMore(let consumed): return .needsMore(consumed: consumed)
        case .data(let skip, let count): return .data(skip: skip, count: count)
        case .end(let consumed):
            stage = .head
            return .end(consumed: consumed)
        }
    }
}
