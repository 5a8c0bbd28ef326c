/// Why a body could not be read to its end. Thrown on by a handler, it becomes the fitting status.
public struct RequestBodyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Code: String, Sendable {
        /// More bytes than are allowed: 413.
        case tooLarge = "body_too_large"
        /// The client sent too slowly: 408.
        case tooSlow = "body_too_slow"
        /// The body is not framed as HTTP wants it: 400.
        case malformed = "body_malformed"
        /// The client, or the server at its shutdown, ended the connection.
        case connectionClosed = "body_connection_closed"
        /// Two tasks read one body at the same time: a mistake of the handler.
        case readTwice = "body_read_twice"
        /// The reading task was cancelled.
        case cancelled = "body_cancelled"
    }

    /// Stable, for programs.
    public let code: Code
    /// One sentence for a person.
    public let message: String

    /// The message.
    public var description: String { message }

    static func tooLarge(limit: Int) -> RequestBodyError {
        RequestBodyError(code: .tooLarge, message: "The body is larger than the \(limit) bytes allowed here.")
    }

    static let tooSlow = RequestBodyError(code: .tooSlow, message: "The body of the request came too slowly.")
    static let malformed = RequestBodyError(code: .malformed, message: "The body of the request is not well-formed.")
    static let connectionClosed = RequestBodyError(
        code: .connectionClosed, message: "The connection ended before the body did.")
    static let readTwice = RequestBodyError(code: .readTwice, message: "A body has one reader at a time.")
    static let cancelled = RequestBodyError(code: .cancelled, message: "The task that read the body was cancelled.")
    static let timedOut = RequestBodyError(
        code: .connectionClosed, message: "The request took longer than allowed, so the rest of its body is not read.")
}
