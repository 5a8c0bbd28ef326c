/// Every bound of the HTTP server. Sizes are bytes. What bites is counted.
package struct HTTPLimits: Sendable {
    /// Metric: `tenfold_http_limit_total{limit="body_bytes"}`.
    package static let defaultBodyBytes = 1 << 20

    /// Request line and fields together; beyond it 431.
    /// Metric: `tenfold_http_limit_total{limit="header_bytes"}`.
    package var headerBytes = 32 * 1024
    /// Fields of one request; beyond it 431.
    /// Metric: `tenfold_http_limit_total{limit="header_count"}`.
    package var headerCount = 100
    /// The request target; beyond it 414.
    /// Metric: `tenfold_http_limit_total{limit="target_bytes"}`.
    package var targetBytes = 8 * 1024
    /// The body of a route that sets no limit of its own; beyond it 413.
    /// Metric: `tenfold_http_limit_total{limit="body_bytes"}`.
    package var bodyBytes = defaultBodyBytes
    /// What may wait of a streamed body, or of requests behind the one being answered, before the server stops reading.
    /// Metric: `tenfold_http_limit_total{limit="waiting_bytes"}`.
    package var waitingBytes = 64 * 1024
    /// What of an unwanted body is read and dropped to keep the connection; beyond it the connection closes.
    /// Metric: `tenfold_http_limit_total{limit="discarded_body_bytes"}`.
    package var discardedBodyBytes = 256 * 1024
    /// A connection without a request for this long is closed.
    /// Metric: `tenfold_http_limit_total{limit="idle_time"}`.
    package var idleTimeout = Duration.seconds(60)
    /// From the first byte of a head to its end; beyond it 408.
    /// Metric: `tenfold_http_limit_total{limit="header_time"}`.
    package var headerTimeout = Duration.seconds(10)
    /// A body, or a client that does not read, must make progress within this time; beyond it 408, or the end.
    /// Metric: `tenfold_http_limit_total{limit="body_time"}` and `…{limit="write_time"}`.
    package var progressTimeout = Duration.seconds(30)
    /// What counts as progress of a body within `progressTimeout`, so that a byte now and then does not.
    /// Metric: `tenfold_http_limit_total{limit="body_time"}`.
    package var progressBytes = 1024
    /// From a handler's start to the end of its response; beyond it 504.
    /// Metric: `tenfold_http_limit_total{limit="request_time"}`.
    package var requestTimeout = Duration.seconds(30)
    /// How long a closed connection waits for its client to have read the last response.
    /// Metric: `tenfold_http_limit_total{limit="linger_time"}`.
    package var lingerTimeout = Duration.seconds(1)
    /// How long a connection may stay without a request when the server is shutting down.
    /// Metric: `tenfold_http_connections`.
    package var drainIdleTimeout = Duration.milliseconds(500)
    /// Open connections of the server; beyond it a new one is closed at once.
    /// Metric: `tenfold_http_limit_total{limit="connections"}`.
    package var connections = 10_000
    /// Requests being read or handled at one moment; beyond it 503 with `Retry-After`.
    /// Metric: `tenfold_http_limit_total{limit="requests_in_flight"}`.
    package var requestsInFlight = 10_000
    /// How often each loop looks at its timeouts.
    /// Metric: `tenfold_event_loop_lag_seconds`.
    package var tickInterval = Duration.milliseconds(500)

    package init() {}
}
