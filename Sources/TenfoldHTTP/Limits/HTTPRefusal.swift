/// A request that the server itself refuses: what the client gets, whether the connection can go on, which limit it
/// was.
package struct HTTPRefusal: Error, Sendable, Hashable {
    package var status: HTTPStatus
    package var detail: String
    /// Where the next message begins is not known, or the client is not to be trusted with it.
    package var closesConnection: Bool
    package var limit: LimitKind?

    package init(_ status: HTTPStatus, _ detail: String, closesConnection: Bool = true, limit: LimitKind? = nil) {
        self.status = status
        self.detail = detail
        self.closesConnection = closesConnection
        self.limit = limit
    }

    static func syntax(_ detail: String) -> HTTPRefusal { HTTPRefusal(.badRequest, detail) }

    static func bodyTooLarge(limit: Int) -> HTTPRefusal {
        HTTPRefusal(.contentTooLarge, "The body is larger than the \(limit) bytes allowed here.", limit: .bodyBytes)
    }

    static let slowHead = HTTPRefusal(.requestTimeout, "The head of the request took too long.", limit: .headerTime)
    static let slowBody = HTTPRefusal(.requestTimeout, "The body of the request came too slowly.", limit: .bodyTime)
    static let timedOut = HTTPRefusal(
        .gatewayTimeout, "The request took longer than allowed. It may have had an effect.", limit: .requestTime)
    static let overloaded = HTTPRefusal(
        .serviceUnavailable, "Too many requests at this moment. Try again later.", closesConnection: false,
        limit: .requestsInFlight)

    var response: Response {
        Problem(status: status, detail: detail).response(
            fields: status == .serviceUnavailable ? ["retry-after": "1"] : [:])
    }
}

extension HTTPRefusal {
    static func targetTooLong(limit: Int) -> HTTPRefusal {
        HTTPRefusal(414, "The request target is longer than \(limit) bytes.", limit: .targetBytes)
    }

    static func headTooLarge(limit: Int) -> HTTPRefusal {
        HTTPRefusal(431, "The head of the message is larger than \(limit) bytes.", limit: .headerBytes)
    }

    static func tooManyFields(limit: Int) -> HTTPRefusal {
        HTTPRefusal(431, "The message has more than \(limit) header fields.", limit: .headerCount)
    }
}

extension HTTPRefusal {
    static let unknownVersion = HTTPRefusal(505, "This server speaks HTTP/1.1 and HTTP/1.0.")
}
