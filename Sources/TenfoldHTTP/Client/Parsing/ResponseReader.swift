/// The response to a request, out of the bytes that were read: which bytes are head, body and framing, and where it
/// ends. Not to be copied, so that to ask it something copies nothing.
package struct ResponseReader: ~Copyable {
    package enum Event: Equatable {
        /// That many bytes are done with, and the rest is kept and given again with what comes.
        case needsMore(consumed: Int)
        /// The head of an interim response (1xx), that many bytes: it is done with, and means nothing here.
        case interim(consumed: Int)
        /// `head` is valid until `begin`; its bytes are the first `head.byteCount`, and are done with.
        case head
        /// Behind `skip` bytes of framing come `count` bytes of the body; all are done with.
        case data(skip: Int, count: Int)
        /// The message ended behind that many bytes.
        case end(consumed: Int)
    }

    private enum Stage {
        case head, body, ended, broken(HTTPRefusal)
    }

    /// Interim responses before the one that counts: more are an attack, or a loop.
    package static let interimLimit = 16

    private var stage = Stage.ended
    private var answersHead = false
    private var answersUpgrade = false
    private var interimCount = 0
    private var heads: ResponseHeadParser
    private var body: MessageBodyReader

    /// Of the limits, those of heads count.
    package init(limits: HTTPLimits) {
        heads = ResponseHeadParser(limits: limits)
        body = MessageBodyReader(limits: limits)
    }

    package var head: ResponseHeadIndex { heads.index }

    /// A request is sent; the bytes that come now are its response. Only behind `end`.
    ///
    /// - Parameter toUpgrade: it asked for another protocol. Behind the head of status 101 that one begins: the reader
    ///   must not be asked about it.
    package mutating func begin(toHead: Bool, toUpgrade: Bool = false) {
        answersHead = toHead
        answersUpgrade = toUpgrade
        interimCount = 0
        heads.reset()
        stage = .head
    }

    /// The connection ended: whether the message did so, too.
    package var endsWithConnection: Bool {
        if case .body = stage { body.endsWithConnection } else { false }
    }

    /// The bytes begin with the first that no event has consumed. After a refusal there are only refusals.
    package mutating func next(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        do throws(HTTPRefusal) {
            switch stage {
            case .head: return try nextHead(bytes)
            case .body: return try nextOfBody(bytes)
            case .ended: throw .syntax("These bytes answer no request.")
            case .broken(let refusal): throw refusal
            }
        } catch {
            stage = .broken(error)
            throw error
        }
    }

    private mutating func nextHead(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        guard try heads.parse(bytes) else { return .needsMore(consumed: 0) }
        if heads.index.status == 101 { return try takeUpgrade() }
        if heads.index.isInterim { return try passInterim() }
        body.begin(heads.index.framing(toHead: answersHead))
        stage = .body
        return .head
    }

    private mutating func takeUpgrade() throws(HTTPRefusal) -> Event {
        guard answersUpgrade else { throw .syntax("Nobody asked for another protocol.") }
        stage = .ended
        return .head
    }

    private mutating func passInterim() throws(HTTPRefusal) -> Event {
        interimCount += 1
        guard interimCount <= Self.interimLimit else {
            throw .syntax("More than \(Self.interimLimit) interim responses came.")
        }
        let consumed = heads.index.byteCount
        heads.reset()
        return .interim(consumed: consumed)
    }

    private mutating func nextOfBody(_ bytes: RawSpan) throws(HTTPRefusal) -> Event {
        switch try body.next(bytes) {
        case .needsMore(let consumed): return .needsMore(consumed: consumed)
        case .data(let skip, let count): return .data(skip: skip, count: count)
        case .end(let consumed):
            stage = .ended
            return .end(consumed: consumed)
        }
    }
}
