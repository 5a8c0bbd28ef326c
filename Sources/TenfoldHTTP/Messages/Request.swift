public import TenfoldCore

/// A request as a handler sees it. The head is whole; the body is whole too, or a stream where the route asked for one.
public struct Request: Sendable {
    let content: RequestContent

    init(_ content: RequestContent) { self.content = content }

    package init(
        method: HTTPMethod, target: String, fields: HTTPFields = [:], parameters: PathParameters = .none,
        remoteAddress: String = "127.0.0.1", body: RequestBody = .empty
    ) {
        content = RequestContent()
        content.method = method
        content.made = RequestContent.Made(target: target, fields: fields)
        content.parameters = parameters
        content.remoteAddress = remoteAddress
        content.body = body
        content.identify()
    }

    /// The method. Methods that the framework does not know never reach a handler.
    public var method: HTTPMethod { content.method }
    /// The request target as the client sent it, such as `/orders/7?verbose=1`.
    public var target: String { content.target }
    /// The header fields.
    public var fields: HTTPFields { HTTPFields(content) }
    /// The parameters of the route's pattern, percent-decoded.
    public var parameters: PathParameters { content.parameters }
    /// The address of the peer of the connection, without its port. Behind a proxy this is the proxy.
    public var remoteAddress: String { content.remoteAddress }
    /// The body.
    public var body: RequestBody { content.body }

    /// The id under which it is found, in logs and in the answer's `x-request-id`.
    public var id: RequestID { content.requestID }

    /// Its place in a trace; the answer tells it in `traceresponse` (W3C Trace Context, level 2).
    package var trace: TraceContext { content.trace }

    /// Its `Idempotency-Key`, unchecked.
    package var idempotencyKey: String? { content.value(of: .idempotencyKey) }

    /// Its `Authorization`, unchecked.
    package var authorization: String? { content.value(of: .authorization) }

    /// The path, as sent: without the query, not decoded.
    public var path: String { RequestTarget.path(of: target) }

    /// What follows the `?`, not decoded; nil where there is none.
    public var query: String? {
        if content.made == nil, !content.index.flags.contains(.hasQuery) { return nil }
        return RequestTarget.query(of: target)
    }

    /// The pairs of the query in order, decoded: `+` is a space, as forms write it. Bad escapes are left as they are.
    public var queryItems: [QueryItem] { QueryItem.parse(query) }

    /// Whether the client asked, properly, to go on with another protocol on this connection.
    var wantsUpgrade: Bool { content.index.flags.contains(.upgrade) }
}
