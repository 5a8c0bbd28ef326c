package import TenfoldConfiguration

/// Every key of the stage file, with its bounds.
package enum StageKeys {
    // Of a stage.
    static let data = ConfigKey(
        ConfigKeyRow("data", fallback: "sqlite:<app>-data", expected: "sqlite: and a folder"), parsing: EngineURL.data)
    static let cache = ConfigKey(
        ConfigKeyRow("cache", fallback: "memory:", expected: "memory:"), parsing: EngineURL.cache)
    static let events = ConfigKey(
        ConfigKeyRow("events", fallback: "embedded:", expected: "embedded:"), parsing: EngineURL.events)
    static let secret = ConfigKey(
        ConfigKeyRow("secret", expected: "16 to 1024 bytes of text"), parsing: secretValue)
    static let secretFile = ConfigKey(ConfigKeyRow("secret-file", expected: "the path of a file that holds the secret"))
    {
        $0.isEmpty || $0.utf8.count > 1_024 || $0.utf8.contains(0) ? nil : $0
    }
    static let limits = ConfigKeyRow("limits", .map, expected: "a map of limits")
    static let services = ConfigKeyRow("services", .map, expected: "a map of services by name")

    // Of a service.
    static let modules = ConfigKeyRow(
        "modules", .list, fallback: "[]", expected: "a list of modules, such as [accounts]")
    static let replicas = ConfigKey.count("replicas", fallback: "1", 1...64)
    static let host = ConfigKey(
        ConfigKeyRow("host", fallback: "127.0.0.1", expected: "an address to bind to, such as 127.0.0.1 or 0.0.0.0")
    ) { ValueText.isHost($0) ? $0 : nil }
    static let port = ConfigKey.port("port", fallback: nil)
    static let internalPort = ConfigKey.port("internal-port", fallback: nil)
    static let adminPort = ConfigKey.port("admin-port", fallback: "9090")
    static let addresses = ConfigKeyRow(
        "addresses", .list, fallback: "host:internal-port of each replica",
        expected: "a list of at most 256 addresses, such as [accounts.internal:7110]")
    static let loops = ConfigKey.count("loops", fallback: "one a core", 1...1_024)
    static let settings = ConfigKeyRow(
        "settings", .map, fallback: "{}", expected: "a map from module.key to a value")
    static let gateway = ConfigKeyRow(
        "gateway", .map, expected: "a map that describes a gateway; {} for none but modules")

    // Of `limits`, in a stage or a service.
    static let requestTimeout = ConfigKey.duration(
        "request-timeout", fallback: "30s", .milliseconds(1)...(.seconds(3_600)))
    static let shutdownGrace = ConfigKey.duration("shutdown-grace", fallback: "20s", .zero...(.seconds(600)))
    static let eventAttempts = ConfigKey.count("event-attempts", fallback: "8", 1...100)
    static let bodyBytes = ConfigKey.bytes("body-bytes", fallback: "1MiB", 1_024...(1 << 30))

    package static let ofFile = [
        ConfigKeyRow("app", expected: "the app's name"),
        ConfigKeyRow("stages", .map, expected: "a map of stages by name"),
    ]
    package static let ofStage = [data.row, cache.row, events.row, secret.row, secretFile.row, limits, services]
    package static let ofService = [
        modules, replicas.row, host.row, port.row, internalPort.row, adminPort.row, addresses, loops.row, limits,
        settings, gateway,
    ]
    package static let ofLimits = [requestTimeout.row, shutdownGrace.row, eventAttempts.row, bodyBytes.row]

    /// More addresses than any service has replicas.
    static let mostAddresses = 256

    /// Says how long the secret is, never what it is.
    @Sendable private static func secretValue(_ text: String) throws(ValueFault) -> String {
        guard (16...1_024).contains(text.utf8.count) else {
            throw ValueFault("expected a secret of 16 to 1024 bytes, came one of \(text.utf8.count)")
        }
        return text
    }
}
