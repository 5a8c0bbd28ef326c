public import TenfoldCore

/// A request as a handler sees it. The head is whole; the body is whole too, or a stream where the route asked for one.
public struct Request: Sendable {
    /// The method. Methods that the framework does not know never reach a handler.
    public let method: HTTPMethod
    /// The request target as the client sent it, such as `/orders/7?verbose=1`.
    public let target: String
    /// The header fields.
    public let fields: HTTPFields
    /// The parameters of the route's pattern, percent-decoded.
    public let parameters: PathParameters
    /// The address of the peer of the connection, without its port. Behind a proxy this is the proxy.
    public let remoteAddress: String
    /// The body.
    public let body: RequestBody

    package init(
        method: HTTPMethod, target: String, fields: HTTPFields = [:], parameters: PathParameters = .none,
        remoteAddress: String = "127.0.0.1", body: RequestBody = .empty
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.parameters = parameters
        self.remoteAddress = remoteAddress
        self.body = body
    }

    /// The path, as sent: without the query, not decoded.
    public var path: String { RequestTarget.path(of: target) }

    /// What follows the `?`, not decoded; nil where there is none.
    public var query: String? { RequestTarget.query(of: target) }

    /// The pairs of the query in order, decoded: `+` is a space, as forms write it. Bad escapes are left as they are.
    public var queryItems: [QueryItem] { QueryItem.parse(query) }
}
