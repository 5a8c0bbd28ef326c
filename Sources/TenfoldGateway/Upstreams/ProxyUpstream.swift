package import TenfoldHTTP

/// A group of servers that do the same.
package struct ProxyUpstream: Sendable, Hashable {
    package var name: String
    package var servers: [HTTPEndpoint]
    /// Fields that each of its requests gets, with their line ends.
    package var lines: [UInt8] = []
    package var limits = UpstreamLimits()

    package init(name: String, servers: [HTTPEndpoint]) {
        self.name = name
        self.servers = servers
    }
}

/// The bounds of an upstream.
package struct UpstreamLimits: Sendable, Hashable {
    /// Connections of one loop to one server.
    /// Metric: `tenfold_gateway_limit_total{limit="server-connections"}`.
    package var connectionsPerServer = 512
    /// Requests of one loop that wait for a connection to one server; beyond it 503.
    /// Metric: `tenfold_gateway_limit_total{limit="waiting"}`.
    package var waitingPerServer = 1_024
    /// How long a connection may take to be made; beyond it another server is asked, and then 502.
    /// Metric: `tenfold_gateway_limit_total{limit="connect-time"}`.
    package var connectTimeout = Duration.seconds(2)
    /// A connection to a server without a request for this long is closed: before the server closes it.
    /// Metric: `tenfold_gateway_limit_total{limit="server-idle"}`.
    package var idleTimeout = Duration.seconds(30)
    /// Servers that are asked for one request.
    /// Metric: `tenfold_gateway_limit_total{limit="attempts"}`.
    package var attempts = 3
    /// Whether as many requests are under way as its servers answer without delay, found from how long they take, and
    /// the others wait for a short time or are turned away.
    /// Metric: `tenfold_gateway_upstream_shed_total`.
    package var isAdaptive = false

    package init() {}
}
