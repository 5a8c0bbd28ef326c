package import TenfoldHTTP

/// The bounds of a reverse proxy. Those of heads, of slow clients and of the number of connections are the HTTP server's;
/// those of servers are their upstream's.
package struct ProxyLimits: Sendable {
    /// What the proxy takes of clients.
    /// Metric: `tenfold_gateway_limit_total`.
    package var client = HTTPLimits()
    /// A server that has begun its answer and then sends nothing for this long is given up, and the client is cut.
    /// Metric: `tenfold_gateway_limit_total{limit="slow-answer"}`.
    package var stallTimeout = Duration.seconds(60)
    /// A connection that was upgraded, over which neither side sends anything for this long, is closed.
    /// Metric: `tenfold_gateway_limit_total{limit="tunnel-idle"}`.
    package var tunnelIdleTimeout = Duration.seconds(300)
    /// What is held back of a body while its server does not read, before the client is not read from either. A body that
    /// is known to be no longer is taken whole before a server is asked.
    /// Metric: `tenfold_gateway_limit_total{limit="waiting-bytes"}`.
    package var waitingBytes = 64 * 1024
    /// What waits of a copied request's body; a copy that has more is given up.
    /// Metric: `tenfold_gateway_limit_total{limit="mirrored-bytes"}`.
    package var mirroredBytes = 64 * 1024

    package init() {}
}
