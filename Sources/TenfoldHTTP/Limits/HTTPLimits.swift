/// Every bound of the HTTP server. Sizes are bytes. Each has a counter in `tenfold_http_limit_total` for when it bites.
package struct HTTPLimits: Sendable {
    package static let defaultBodyBytes = 1 << 20

    /// Request line and fields together; beyond it 431.
    package var headerBytes = 32 * 1024
    /// Fields of one request; beyond it 431.
    package var headerCount = 100
    /// The request target; beyond it 414.
    package var targetBytes = 8 * 1024
    /// The body of a route that sets no limit of its own; beyond it 413.
    package var bodyBytes = defaultBodyBytes
    /// What may wait of a streamed body, or of pipelined bodies, before the server stops reading.
    package var waitingBodyBytes = 64 * 1024
    /// What of an unwanted body is read and dropped to keep the connection; beyond it the connection closes.
    package var discardedBodyBytes = 256 * 1024
    /// Requests of one connection that may wait behind the one being answered before the server stops reading.
    package var pipelinedRequests = 16
    /// A connection without a request for this long is closed.
    package var idleTimeout = Duration.seconds(60)
    /// From the first byte of a head to its end; beyond it 408.
    package var headerTimeout = Duration.seconds(10)
    /// A body, or a client that does not read, must make progress within this time; beyond it 408, or the end.
    package var progressTimeout = Duration.seconds(30)
    /// What counts as progress of a body within `progressTimeout`, so that a byte now and then does not.
    package var progressBytes = 1024
    /// From a handler's start to the end of its response; beyond it 504.
    package var requestTimeout = Duration.seconds(30)
    /// How long a closed connection waits for its client to have read the last response.
    package var lingerTimeout = Duration.seconds(1)
    /// How long a connection may stay without a request when the server is shutting down.
    package var drainIdleTimeout = Duration.milliseconds(500)
    /// Open connections of the server; beyond it a new one is closed at once.
    package var connections = 10_000
    /// Requests being read or handled at one moment; beyond it 503 with `Retry-After`.
    package var requestsInFlight = 10_000
    /// How often each loop looks at its timeouts.
    package var tickInterval = Duration.milliseconds(500)

    package init() {}
}
