package import TenfoldHTTP

/// The bounds of a reverse proxy. Those of heads, of slow clients and of the number of connections are the HTTP server's.
package struct ProxyLimits: Sendable {
    /// What the proxy takes of clients.
    /// Metric: `tenfold_gateway_limit_total`.
    package var client = HTTPLimits()
    /// Connections of one loop to one server.
    /// Metric: `tenfold_gateway_limit_total`.
    package var connectionsPerServer = 512
    /// Requests of one loop that wait for a connection to one server; beyond it 503.
    /// Metric: `tenfold_gateway_limit_total`.
    package var waitingPerServer = 1_024
    /// How long a connection may take to be made; beyond it another server is asked, and then 502.
    /// Metric: `tenfold_gateway_limit_total`.
    package var connectTimeout = Duration.seconds(2)
    /// A connection to a server without a request for this long is closed: before the server closes it.
    /// Metric: `tenfold_gateway_limit_total`.
    package var serverIdleTimeout = Duration.seconds(30)
    /// What is held back of a body while its server does not read, before the client is not read from either.
    /// Metric: `tenfold_gateway_limit_total`.
    package var waitingBytes = 64 * 1024
    /// Servers that are asked for one request.
    /// Metric: `tenfold_gateway_limit_total`.
    package var attempts = 3

    package init() {}
}
