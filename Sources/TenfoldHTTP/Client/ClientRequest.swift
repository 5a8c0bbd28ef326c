package import NIOCore
package import TenfoldCore

/// A request of a client, with its whole body.
package struct ClientRequest: Sendable {
    package var method: HTTPMethod
    /// Path and query, as they are sent.
    package var target: String
    /// Fields that frame the message or steer its connection are the client's own: those given here are not sent.
    /// `host` is the endpoint's, where none is given.
    package var fields: HTTPFields
    package var body: ByteBuffer?

    package init(_ method: HTTPMethod, _ target: String, fields: HTTPFields = [:], body: ByteBuffer? = nil) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }
}
