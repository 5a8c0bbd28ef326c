/// Why a request of a client has no response.
package struct HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case cannotConnect = "http_cannot_connect"
        /// The connection ended; whether the server saw the request is not known.
        case connectionClosed = "http_connection_closed"
        case timedOut = "http_timed_out"
        case responseTooLarge = "http_response_too_large"
        case malformedResponse = "http_malformed_response"
        /// The connection takes one request after another.
        case busy = "http_connection_busy"
    }

    package let code: Code
    package let message: String

    package var description: String { message }

    static func cannotConnect(_ host: String, _ port: Int, _ reason: String) -> HTTPClientError {
        HTTPClientError(code: .cannotConnect, message: "Cannot connect to \(host):\(port): \(reason).")
    }

    static let connectionClosed = HTTPClientError(
        code: .connectionClosed,
        message: "The connection closed before the response was complete. The request may have had an effect.")
    static let timedOut = HTTPClientError(
        code: .timedOut, message: "No response in time. The request may have had an effect.")
    static let busy = HTTPClientError(
        code: .busy, message: "Another request is under way on this connection. Wait for it, or open another.")

    static func tooLarge(limit: Int) -> HTTPClientError {
        HTTPClientError(code: .responseTooLarge, message: "The response body is larger than \(limit) bytes.")
    }

    static func malformed(_ reason: String) -> HTTPClientError {
        HTTPClientError(code: .malformedResponse, message: "The response is not well-formed HTTP/1.1: \(reason).")
    }
}
