package import NIOCore

/// A response as a client got it, with its whole body.
package struct ClientResponse: Sendable {
    package var status: HTTPStatus
    package var fields: HTTPFields
    package var body: ByteBuffer
    /// Whether the connection takes another request.
    package var keepsConnection: Bool

    package var text: String { String(buffer: body) }
}
