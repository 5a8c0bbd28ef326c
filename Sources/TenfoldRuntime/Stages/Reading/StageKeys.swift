/// Every key of the stage file, with its bounds.
package enum StageKeys {
    // Of a stage.
    static let data = StageKey(
        StageKeyRow("data", fallback: "sqlite:<app>-data", expected: "sqlite: and a folder"), parsing: EngineURL.data)
    static let cache = StageKey(
        StageKeyRow("cache", fallback: "memory:", expected: "memory:"), parsing: EngineURL.cache)
    static let events = StageKey(
        StageKeyRow("events", fallback: "embedded:", expected: "embedded:"), parsing: EngineURL.events)
    static let secret = StageKey(
        StageKeyRow("secret", expected: "16 to 1024 bytes of text"), parsing: secretValue)
    static let secretFile = StageKey(StageKeyRow("secret-file", expected: "the path of a file that holds the secret")) {
        $0.isEmpty || $0.utf8.count > 1_024 || $0.utf8.contains(0) ? nil : $0
    }
    static let limits = StageKeyRow("limits", .map, expected: "a map of limits")
    static let services = StageKeyRow("services", .map, expected: "a map of services by name")

    // Of a service.
    static let modules = StageKeyRow(
        "modules", .list, fallback: "[]", expected: "a list of modules, such as [accounts]")
    static let replicas = count("replicas", fallback: "1", 1...64)
    static let host = StageKey(
        StageKeyRow("host", fallback: "127.0.0.1", expected: "an address to bind to, such as 127.0.0.1 or 0.0.0.0")
    ) { StageText.isHost($0) ? $0 : nil }
    static let port = portKey("port", fallback: nil)
    static let internalPort = portKey("internal-port", fallback: nil)
    static let adminPort = portKey("admin-port", fallback: "9090")
    static let addresses = StageKeyRow(
        "addresses", .list, fallback: "host:internal-port of each replica",
        expected: "a list of at most 256 addresses, such as [accounts.internal:7110]")
    static let loops = count("loops", fallback: "one a core", 1...1_024)
    static let settings = StageKeyRow(
        "settings", .map, fallback: "{}", expected: "a map from module.key to a value")

    // Of `limits`, in a stage or a service.
    static let requestTimeout = duration(
        "request-timeout", fallback: "30s", .milliseconds(1)...(.seconds(3_600)))
    static let shutdownGrace = duration("shutdown-grace", fallback: "20s", .zero...(.seconds(600)))
    static let eventAttempts = count("event-attempts", fallback: "8", 1...100)
    static let bodyBytes = bytes("body-bytes", fallback: "1MiB", 1_024...(1 << 30))

    package static let ofFile = [
        StageKeyRow("app", expected: "the app's name"),
        StageKeyRow("stages", .map, expected: "a map of stages by name"),
    ]
    package static let ofStage = [data.row, cache.row, events.row, secret.row, secretFile.row, limits, services]
    package static let ofService = [
        modules, replicas.row, host.row, port.row, internalPort.row, adminPort.row, addresses, loops.row, limits,
        settings,
    ]
    package static let ofLimits = [requestTimeout.row, shutdownGrace.row, eventAttempts.row, bodyBytes.row]

    /// More addresses than any service has replicas.
    static let mostAddresses = 256

    private static func count(_ name: String, fallback: String, _ range: ClosedRange<Int>) -> StageKey<Int> {
        StageKey(
            StageKeyRow(
                name, fallback: fallback, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        ) { StageText.digits($0[...]).flatMap { range.contains($0) ? $0 : nil } }
    }

    private static func portKey(_ name: String, fallback: String?) -> StageKey<Int> {
        StageKey(StageKeyRow(name, fallback: fallback, expected: "a port from 1 to 65535")) {
            StageText.digits($0[...]).flatMap { (1...65_535).contains($0) ? $0 : nil }
        }
    }

    private static func duration(
        _ name: String, fallback: String, _ range: ClosedRange<Duration>
    ) -> StageKey<Duration> {
        let bounds = "\(StageText.text(of: range.lowerBound)) to \(StageText.text(of: range.upperBound))"
        return StageKey(
            StageKeyRow(name, fallback: fallback, expected: "a duration from \(bounds), such as \(fallback)")
        ) { StageText.duration($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    private static func bytes(_ name: String, fallback: String, _ range: ClosedRange<Int>) -> StageKey<Int> {
        let bounds = "\(StageText.text(ofBytes: range.lowerBound)) to \(StageText.text(ofBytes: range.upperBound))"
        return StageKey(
            StageKeyRow(name, fallback: fallback, expected: "a size from \(bounds), such as \(fallback)")
        ) { StageText.bytes($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// Says how long the secret is, never what it is.
    @Sendable private static func secretValue(_ text: String) throws(ValueFault) -> String {
        guard (16...1_024).contains(text.utf8.count) else {
            throw ValueFault("expected a secret of 16 to 1024 bytes, came one of \(text.utf8.count)")
        }
        return text
    }
}
