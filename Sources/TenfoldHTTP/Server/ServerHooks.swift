/// What the layer above gives the server: how errors become answers, and who hears of finished requests.
package struct ServerHooks: Sendable {
    /// Makes an answer of what a handler threw. The request is nil where none could be made.
    package var respondToError: @Sendable (any Error, Request?) -> Response
    /// Called once for each request that was answered or cut, on its connection's loop. It must not block. Counts by
    /// route are the business of `Route.meter`.
    package var finished: (@Sendable (RequestSummary) -> Void)?
    /// As `finished`, for what reached no route.
    package var finishedWithoutRoute: (@Sendable (RequestSummary) -> Void)?

    package init(
        respondToError: @escaping @Sendable (any Error, Request?) -> Response = { _, _ in
            Problem(status: .internalServerError, detail: "The request failed.").response()
        },
        finished: (@Sendable (RequestSummary) -> Void)? = nil,
        finishedWithoutRoute: (@Sendable (RequestSummary) -> Void)? = nil
    ) {
        self.respondToError = respondToError
        self.finished = finished
        self.finishedWithoutRoute = finishedWithoutRoute
    }
}

/// What became of one request.
package struct RequestSummary: Sendable {
    package enum Ending: String, Sendable {
        case answered
        /// The client went away, or the server was forced to close, before the response was out.
        case cut
        case timedOut
    }

    /// The pattern of the route, or nil if no route was found.
    package var route: String?
    /// As the client wrote it; `-` if the head could not be read.
    package var method: String
    /// The status that was sent; 499 if none was and the client has gone.
    package var status: HTTPStatus
    package var requestBytes: Int
    package var responseBytes: Int
    package var duration: Duration
    package var remoteAddress: String
    package var ending: Ending
}
