package import TenfoldConfiguration
package import TenfoldHTTP

/// Every key of a gateway's file, with its bounds.
package enum GatewayKeys {
    package static let gateway = ConfigKeyRow("gateway", .map, expected: "a map that describes the gateway")
    package static let ofFile = [gateway]

    // Of the gateway.
    static let listen = address("listen", fallback: "127.0.0.1:8000")
    static let admin = address("admin", fallback: "127.0.0.1:9000")
    static let tls = ConfigKeyRow("tls", .map, expected: "a map with certificate and key")
    static let loops = ConfigKey.count("loops", fallback: "one a core", 1...1_024)
    static let accessLog = ConfigKey.flag("access-log", fallback: true, "a line of JSON for each request")
    static let trustedProxies = range("trusted-proxies")
    static let limits = ConfigKeyRow("limits", .map, expected: "a map of limits")
    static let identities = ConfigKeyRow("identities", .map, expected: "a map of identities by name")
    static let upstreams = ConfigKeyRow("upstreams", .map, expected: "a map of upstreams by name")
    static let routes = ConfigKeyRow("routes", .list, expected: "a list of routes")
    package static let ofGateway = [
        listen.row, admin.row, tls, loops.row, accessLog.row, trustedProxies.row, limits, identities, upstreams, routes,
    ]

    /// Where it listens is said of its service.
    package static let ofStageGateway = [accessLog.row, trustedProxies.row, limits, identities, upstreams, routes]

    // Of `tls`.
    static let certificate = path("certificate", "a PEM file with the certificate and its chain")
    static let key = path("key", "a PEM file with the private key")
    package static let ofTLS = [certificate.row, key.row]

    // Of `limits`.
    static let connections = ConfigKey.count("connections", fallback: "10000", 1...10_000_000)
    static let headBytes = ConfigKey.bytes("head-bytes", fallback: "32KiB", 1_024...(60 << 10))
    static let headTimeout = ConfigKey.duration("head-timeout", fallback: "10s", .milliseconds(100)...(.seconds(600)))
    static let idleTimeout = ConfigKey.duration("idle-timeout", fallback: "60s", .seconds(1)...(.seconds(86_400)))
    static let progressTimeout = ConfigKey.duration(
        "progress-timeout", fallback: "30s", .seconds(1)...(.seconds(3_600)))
    static let stallTimeout = ConfigKey.duration("stall-timeout", fallback: "60s", .seconds(1)...(.seconds(86_400)))
    static let tunnelIdleTimeout = ConfigKey.duration(
        "tunnel-idle-timeout", fallback: "300s", .seconds(1)...(.seconds(86_400)))
    static let shutdownGrace = ConfigKey.duration("shutdown-grace", fallback: "20s", .zero...(.seconds(600)))
    static let cacheBytes = ConfigKey.bytes("cache-bytes", fallback: "64MiB", (1 << 20)...(1 << 40))
    static let rateKeys = ConfigKey.count("rate-keys", fallback: "65536", 8...(1 << 26))
    package static let ofLimits = [
        connections.row, headBytes.row, headTimeout.row, idleTimeout.row, progressTimeout.row, stallTimeout.row,
        tunnelIdleTimeout.row, shutdownGrace.row, rateKeys.row, cacheBytes.row,
    ]

    // Of an upstream.
    static let servers = ConfigKey(
        ConfigKeyRow("servers", .list, expected: "a list of addresses, such as [127.0.0.1:9001]"), endpoint)
    static let serverConnections = ConfigKey.count("connections", fallback: "512", 1...65_536)
    static let waiting = ConfigKey.count("waiting", fallback: "1024", 0...1_000_000)
    static let connectTimeout = ConfigKey.duration(
        "connect-timeout", fallback: "2s", .milliseconds(1)...(.seconds(60)))
    static let serverIdleTimeout = ConfigKey.duration(
        "idle-timeout", fallback: "30s", .milliseconds(100)...(.seconds(3_600)))
    static let attempts = ConfigKey.count("attempts", fallback: "3", 1...10)
    static let adaptiveLimit = ConfigKey.flag(
        "adaptive-limit", fallback: false,
        "whether as many requests are under way as the servers answer without delay")
    package static let ofUpstream = [
        servers.row, serverConnections.row, waiting.row, connectTimeout.row, serverIdleTimeout.row, attempts.row,
        adaptiveLimit.row,
    ]

    // MARK: Kinds

    static func text(
        _ name: String, _ shape: ConfigKeyRow.Shape = .value, fallback: String? = nil, expected: String
    ) -> ConfigKey<String> {
        ConfigKey(ConfigKeyRow(name, shape, fallback: fallback, expected: expected)) { text in
            text.isEmpty || text.utf8.count > 1_024 || text.utf8.contains { $0 < 0x20 || $0 == 0x7f } ? nil : text
        }
    }

    static func path(_ name: String, _ what: String) -> ConfigKey<String> { text(name, expected: what) }

    static func range(_ name: String) -> ConfigKey<AddressRange> {
        ConfigKey(
            ConfigKeyRow(name, .list, fallback: "[]", expected: "a list of addresses or ranges, such as [10.0.0.0/8]"),
            AddressRange.init)
    }

    private static func address(_ name: String, fallback: String) -> ConfigKey<HTTPEndpoint> {
        ConfigKey(
            ConfigKeyRow(name, fallback: fallback, expected: "an address and a port, such as \(fallback)"), endpoint)
    }

    /// `address:port`, an IPv6 address in brackets.
    @Sendable package static func endpoint(_ text: String) -> HTTPEndpoint? {
        guard let colon = text.lastIndex(of: ":"), let port = ValueText.digits(text[text.index(after: colon)...]),
            port <= 65_535
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return ValueText.isHost(String(host)) ? HTTPEndpoint(host: String(host), port: port) : nil
    }
}
