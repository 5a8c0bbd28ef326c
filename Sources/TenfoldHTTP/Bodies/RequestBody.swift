public import NIOCore

/// The body of a request: whole, or a stream that is read once, as it comes.
///
/// As an `AsyncSequence` it gives the body piece by piece; the client is held back while nobody asks for the next
/// piece.
public struct RequestBody: Sendable, AsyncSequence {
    /// A piece of the body.
    public typealias Element = ByteBuffer

    enum Storage: Sendable {
        case none
        case whole(ByteBuffer)
        case stream(BodyStream)
    }

    let storage: Storage

    init(stream: BodyStream) { storage = .stream(stream) }

    package init(whole: ByteBuffer) { storage = .whole(whole) }

    /// A body of no bytes.
    public static let empty = RequestBody()

    private init() { storage = .none }

    /// A whole body, for tests.
    public static func buffer(_ buffer: ByteBuffer) -> RequestBody { RequestBody(whole: buffer) }

    /// The whole body where it is here already: on routes that do not stream.
    package var whole: ByteBuffer? {
        switch storage {
        case .none: ByteBuffer()
        case .whole(let buffer): buffer
        case .stream: nil
        }
    }

    /// Reads the whole body.
    ///
    /// - Parameter limit: The most bytes to take.
    /// - Throws: `RequestBodyError` if there are more, or if the body does not come to its end.
    public func collect(upTo limit: Int) async throws -> ByteBuffer {
        switch storage {
        case .none:
            return ByteBuffer()
        case .whole(let buffer):
            guard buffer.readableBytes <= limit else { throw RequestBodyError.tooLarge(limit: limit) }
            return buffer
        case .stream(let stream):
            return try await stream.collect(upTo: limit)
        }
    }

    /// Starts to read. A streamed body goes on where the last reader stopped.
    public func makeAsyncIterator() -> Iterator {
        switch storage {
        case .none: Iterator(rest: nil, stream: nil)
        case .whole(let buffer): Iterator(rest: buffer.readableBytes > 0 ? buffer : nil, stream: nil)
        case .stream(let stream): Iterator(rest: nil, stream: stream)
        }
    }

    /// Gives the pieces one by one.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var rest: ByteBuffer?
        fileprivate let stream: BodyStream?

        /// The next piece, or nil at the end of the body.
        public mutating func next() async throws -> ByteBuffer? {
            if let stream { return try await stream.next() }
            return rest.take()
        }
    }
}
