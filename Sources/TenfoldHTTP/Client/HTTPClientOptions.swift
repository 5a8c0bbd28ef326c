extension HTTPClient {
    /// Every bound of a client. Sizes are bytes. What bites is counted.
    package struct Options: Sendable {
        /// Connections to one endpoint, of each loop; further requests wait.
        /// Metric: `tenfold_http_client_connections`.
        package var connectionsPerEndpoint = 64
        /// Requests that wait for a connection to one endpoint, of each loop; beyond it a request is refused.
        /// Metrics: `tenfold_http_client_waiting`, `tenfold_http_client_refused_total{reason="pool_full"}`.
        package var waitingPerEndpoint = 1024
        /// A connection without a request for this long is closed, at the next sweep. Shorter than a server's, so that
        /// it is mostly the client that closes.
        /// Metric: `tenfold_http_client_connections`.
        package var idleTimeout = Duration.seconds(30)
        /// Metric: `tenfold_http_client_refused_total{reason="cannot_connect"}`.
        package var connectTimeout = Duration.seconds(1)
        /// From `send` to the whole response, where a request has no deadline of its own.
        /// Metric: `tenfold_http_client_refused_total{reason="deadline"}`.
        package var requestTimeout = Duration.seconds(30)
        /// Status line and fields of a response together, 65,535 at most.
        package var responseHeadBytes = 32 * 1024
        /// Fields of one response.
        package var responseFieldCount = 100
        /// The body of a response.
        /// Metric: `tenfold_http_client_refused_total{reason="response_too_large"}`.
        package var responseBodyBytes = 16 << 20

        package init() {}

        /// What the parsers of a response ask for.
        var parserLimits: HTTPLimits {
            var limits = HTTPLimits()
            limits.headerBytes = responseHeadBytes
            limits.headerCount = responseFieldCount
            return limits
        }

        /// How often each loop looks for connections that have been idle for long.
        var sweepInterval: Duration { min(.seconds(1), max(.milliseconds(5), idleTimeout / 4)) }
    }
}
