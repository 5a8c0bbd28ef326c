/// Why a request of a client has no response, and what its caller may do: `isUnsent` and `isStale` say it.
package struct HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case cannotConnect = "http_cannot_connect"
        case poolFull = "http_client_pool_full"
        case waitedTooLong = "http_client_waited_too_long"
        case clientClosed = "http_client_closed"
        case invalidRequest = "http_invalid_request"
        case connectionClosed = "http_connection_closed"
        case timedOut = "http_timed_out"
        case responseTooLarge = "http_response_too_large"
        case malformedResponse = "http_malformed_response"
    }

    /// What the server can have seen of the request.
    package enum Reach: Sendable {
        /// Nothing of it: it may be sent again, here or elsewhere, whatever it is.
        case unsent
        /// It went out on a kept connection that ended without a byte of a response. Mostly the server had closed the
        /// connection as idle, and saw nothing; it may be sent again if it is idempotent or has a key.
        case stale
        /// It may have had an effect.
        case unknown
    }

    package let code: Code
    package let message: String
    package let reach: Reach

    init(_ code: Code, _ message: String, reach: Reach) {
        self.code = code
        self.message = message
        self.reach = reach
    }

    package var isUnsent: Bool { reach == .unsent }
    package var isStale: Bool { reach == .stale }

    package var description: String { message }
}

extension HTTPClientError {
    package static func cannotConnect(_ endpoint: HTTPEndpoint, _ reason: String) -> HTTPClientError {
        HTTPClientError(.cannotConnect, "Cannot connect to \(endpoint): \(reason). Nothing was sent.", reach: .unsent)
    }

    static func poolFull(_ endpoint: HTTPEndpoint, waiting: Int) -> HTTPClientError {
        HTTPClientError(
            .poolFull,
            "\(waiting) requests wait for a connection to \(endpoint) already. Nothing was sent; try again later.",
            reach: .unsent)
    }

    static func waitedTooLong(_ endpoint: HTTPEndpoint) -> HTTPClientError {
        HTTPClientError(
            .waitedTooLong, "No connection to \(endpoint) became free before the deadline. Nothing was sent.",
            reach: .unsent)
    }

    static let clientClosed = HTTPClientError(
        .clientClosed, "The client is closed, or closing. Nothing was sent.", reach: .unsent)

    static func invalidRequest(_ reason: String) -> HTTPClientError {
        HTTPClientError(.invalidRequest, "The request cannot be sent: \(reason).", reach: .unsent)
    }

    package static func connectionClosed(_ endpoint: HTTPEndpoint, _ reach: Reach) -> HTTPClientError {
        let consequence =
            switch reach {
            case .unsent: "Nothing of the request was sent."
            case .stale: "The server had probably closed it as idle; the request may have had an effect all the same."
            case .unknown: "The request may have had an effect."
            }
        return HTTPClientError(
            .connectionClosed, "The connection to \(endpoint) closed before the response was complete. \(consequence)",
            reach: reach)
    }

    static func timedOut(_ endpoint: HTTPEndpoint) -> HTTPClientError {
        HTTPClientError(
            .timedOut, "No response from \(endpoint) before the deadline. The request may have had an effect.",
            reach: .unknown)
    }

    static func tooLarge(limit: Int) -> HTTPClientError {
        HTTPClientError(
            .responseTooLarge,
            "The response body is larger than the \(limit) bytes that are taken in. The request may have had an effect.",
            reach: .unknown)
    }

    static func malformed(_ reason: String) -> HTTPClientError {
        HTTPClientError(
            .malformedResponse,
            "The response is not well-formed HTTP/1.1: \(reason) The request may have had an effect.", reach: .unknown)
    }
}
