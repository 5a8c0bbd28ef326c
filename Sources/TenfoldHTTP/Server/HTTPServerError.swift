/// Why the server could not start.
package struct HTTPServerError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case addressInUse = "http_address_in_use"
        case addressNotAvailable = "http_address_not_available"
        case tooManyConnections = "http_too_many_connections"
    }

    package let code: Code
    package let message: String

    package var description: String { message }

    static func addressInUse(_ host: String, _ port: Int) -> HTTPServerError {
        HTTPServerError(
            code: .addressInUse,
            message:
                "Port \(port) of \(host) is in use by another process. Stop it, or choose another port (0 takes a free one)."
        )
    }

    static func addressNotAvailable(_ host: String, _ port: Int, _ reason: String) -> HTTPServerError {
        HTTPServerError(
            code: .addressNotAvailable,
            message:
                "Cannot listen on port \(port) of \(host): \(reason). Check the host and the right to use the port.")
    }

    package static let tooManyConnections = HTTPServerError(
        code: .tooManyConnections, message: "The server has as many connections as it takes.")
}
