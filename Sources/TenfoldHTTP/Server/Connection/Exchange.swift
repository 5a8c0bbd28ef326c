import NIOCore
import TenfoldCore

/// One request and its response, while they are on a connection. A connection has one of these and uses it again: single
/// properties of a class cost less than copies of a struct of this size.
final class Exchange {
    /// Whether there is a request that is not yet answered.
    var isActive = false
    /// Whether its head could be read; else `content` says nothing.
    var hasHead = false
    /// What the head said, and answering asks for.
    var isHead = false
    var minorVersion = 1
    var mayKeepConnection = false
    var hasBody = false
    var startedAt = NIODeadline.uptimeNanoseconds(0)
    var route: BoundRoute?
    /// When the handler must have finished; nil while it has not started, and for routes without a limit.
    var deadline: NIODeadline?
    var body: ByteBuffer?
    var requestBytes = 0
    var responseBytes = 0
    /// Set when the response has begun.
    var status: HTTPStatus?
    /// The client waits for `100 Continue`.
    var awaitsContinue = false
    /// The response said, or will say, that the connection ends with it.
    var closesConnection = false
    /// How a streamed response is framed; `.length` counts down.
    var streamFraming: ResponseFraming?

    func begin(_ head: RequestHeadIndex, at start: NIODeadline) {
        beginWithoutHead(at: start)
        hasHead = true
        isHead = head.method == .head
        minorVersion = head.flags.contains(.http10) ? 0 : 1
        mayKeepConnection = head.keepsConnection
        hasBody = head.hasBody
    }

    func beginWithoutHead(at start: NIODeadline) {
        isActive = true
        hasHead = false
        isHead = false
        minorVersion = 1
        mayKeepConnection = false
        hasBody = false
        startedAt = start
        deadline = nil
        requestBytes = 0
        responseBytes = 0
        status = nil
        awaitsContinue = false
        closesConnection = false
        streamFraming = nil
    }

    func end() {
        isActive = false
        route = nil
        if hasBody { body = nil }
    }
}

/// Where the message that is coming in goes.
enum Intake {
    case awaitingHead
    /// Collected until the end, up to a limit in bytes.
    case buffering(limit: Int)
    case streaming(BodyStream)
    /// Dropped, for this many bytes yet.
    case discarding(Int)
    /// The message will not be read to its end; the connection closes after the response.
    case ignoring
    /// HTTP has ended on this connection; its bytes are another protocol's.
    case upgraded(BodyStream)

    var isAwaitingHead: Bool { if case .awaitingHead = self { true } else { false } }
    var isIgnoring: Bool { if case .ignoring = self { true } else { false } }

    var stream: BodyStream? {
        switch self {
        case .streaming(let stream), .upgraded(let stream): stream
        default: nil
        }
    }
}

/// What of the present message's body is still to come.
enum BodyFraming {
    case length(Int)
    case chunked(ChunkedBodyParser)

    init(_ head: RequestHeadIndex, limits: HTTPLimits) {
        self = head.flags.contains(.chunked) ? .chunked(ChunkedBodyParser(limits: limits)) : .length(head.contentLength)
    }
}
