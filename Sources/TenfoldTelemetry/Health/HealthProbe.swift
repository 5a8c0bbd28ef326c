/// The three questions that an orchestrator asks, each a path of the admin port.
package enum HealthProbe: String, Sendable, CaseIterable {
    /// Should this process be let live? No only where a restart is the cure.
    case live = "/livez"
    /// Should it be sent requests?
    case ready = "/readyz"
    /// Has it come up, so that the other two questions make sense?
    case startup = "/startupz"
}

/// The answer to a probe.
package struct HealthReport: Sendable, Equatable {
    /// 200 or 503.
    package let status: Int
    /// JSON: `{"status":"ready","checks":{"database":{"status":"ready"}}}`.
    package let body: [UInt8]

    package static let contentType = "application/json"
}
