public import NIOCore

/// Where a streamed response is written. Each write is sent at once, and suspends while the client is slower.
public struct ResponseWriter: Sendable {
    private let connection: Connection

    init(connection: Connection) { self.connection = connection }

    /// Sends the readable bytes.
    ///
    /// - Throws: `ResponseWriterError` if the connection has ended, or the response is longer than it said it would be.
    public func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        let connection = connection
        if connection.eventLoop.inEventLoop {
            if try connection.writeStreamed(buffer) { return }
        } else if try await connection.onLoop({ try connection.writeStreamed(buffer) }) {
            return
        }
        try await connection.untilWritable()
    }

    /// Sends a string in UTF-8.
    public func write(_ text: String) async throws {
        try await write(ByteBuffer(string: text))
    }
}

/// Why a streamed response could not go on.
public struct ResponseWriterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: String, Sendable {
        /// The client has gone, or the request ran out of time.
        case connectionClosed = "response_connection_closed"
        /// More bytes than the length that the response announced.
        case tooLong = "response_too_long"
        /// Fewer bytes than the length that the response announced.
        case tooShort = "response_too_short"
    }

    /// Stable, for programs.
    public let code: Code
    /// One sentence for a person.
    public let message: String

    /// The message.
    public var description: String { message }

    static let connectionClosed = ResponseWriterError(
        code: .connectionClosed, message: "The connection ended before the response did.")
    static let tooLong = ResponseWriterError(
        code: .tooLong, message: "The response is longer than the length it announced.")
    static let tooShort = ResponseWriterError(
        code: .tooShort, message: "The response is shorter than the length it announced.")
}
