public import NIOCore

/// The content of a response: none, bytes that are ready, or a stream that a closure writes.
public struct ResponseBody: Sendable {
    package enum Storage: Sendable {
        case empty
        case buffer(ByteBuffer)
        case text(String)
        case stream(length: Int?, write: @Sendable (ResponseWriter) async throws -> Void)
        /// No body: HTTP ends with the head.
        case upgrade(@Sendable (UpgradedConnection) async throws -> Void)
    }

    package let storage: Storage

    /// No content.
    public static let empty = ResponseBody(storage: .empty)

    /// The readable bytes of a buffer.
    public static func buffer(_ buffer: ByteBuffer) -> ResponseBody { ResponseBody(storage: .buffer(buffer)) }

    /// A string in UTF-8.
    public static func text(_ text: String) -> ResponseBody { ResponseBody(storage: .text(text)) }

    /// Bytes.
    public static func bytes(_ bytes: [UInt8]) -> ResponseBody { .buffer(ByteBuffer(bytes: bytes)) }

    /// Content that `write` produces while it is sent; its writes suspend while the client is slower than they are.
    ///
    /// With a `length` in bytes the client learns it, and anything else written is an error that ends the connection.
    /// Without one the content is chunked. An error thrown by `write` cuts the connection, so that the client can tell.
    public static func stream(
        length: Int? = nil, _ write: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) -> ResponseBody {
        ResponseBody(storage: .stream(length: length, write: write))
    }

    /// The length in bytes, where it is known.
    package var length: Int? {
        switch storage {
        case .empty: 0
        case .buffer(let buffer): buffer.readableBytes
        case .text(let text): text.utf8.count
        case .stream(let length, _): length
        case .upgrade: 0
        }
    }
}
