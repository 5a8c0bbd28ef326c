/// What a handler answers.
public struct Response: Sendable {
    /// The status.
    public var status: HTTPStatus
    /// The header fields. `content-length`, `transfer-encoding`, `date` and `keep-alive` belong to the server and are
    /// ignored here; `connection: close` is honoured.
    public var fields: HTTPFields
    /// The body.
    public var body: ResponseBody
    /// An answer of a status, fields and a body.
    public init(status: HTTPStatus = .ok, fields: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A text answer in UTF-8.
    public static func text(_ text: String, status: HTTPStatus = .ok) -> Response {
        Response(status: status, fields: HTTPFields(.text), body: .text(text))
    }
}
