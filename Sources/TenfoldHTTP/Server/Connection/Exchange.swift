import NIOCore

/// One request and its response, while they are on a connection.
struct Exchange {
    var methodName: String
    var startedAt: NIODeadline
    var minorVersion = 1
    var framing: RequestFraming?
    var route: Route?
    var request: Request?
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

    var isHead: Bool { methodName == "HEAD" }
}

/// Where the parts of the message that is coming in go.
enum Intake {
    case awaitingHead
    /// Collected until the end, up to a limit in bytes.
    case buffering(limit: Int)
    case streaming(BodyStream)
    /// Dropped, for this many bytes yet.
    case discarding(Int)
    /// The message will not be read to its end; the connection closes after the response.
    case ignoring

    var isAwaitingHead: Bool { if case .awaitingHead = self { true } else { false } }
}
