public import TenfoldCore
import TenfoldHTTP

/// Where an app keeps its data, where it listens, and its bounds. The defaults are the laptop rung.
public struct ApplicationOptions: Sendable {
    /// The data folder; nil takes `<app>-data` in the working folder.
    public var dataFolder: String?
    /// How many files each module's tables are spread over. Fixed when the folder is made.
    public var shards: Int = 1
    /// The stage's name: processes of one app and stage share a data folder.
    public var stage: String = "laptop"
    /// The public address. Beyond loopback an app may ask for more before it serves.
    public var host: String = "127.0.0.1"
    /// The public port; 0 takes a free one.
    public var port: Int = 8080
    /// The address of health and metrics.
    public var adminHost: String = "127.0.0.1"
    /// The port of health and metrics; 0 takes a free one.
    public var adminPort: Int = 9090
    /// Event loops; nil takes one a core.
    public var loops: Int?
    /// How long a request may take.
    public var requestTimeout: Duration = .seconds(30)
    /// The body of a route that sets no bound of its own, in bytes; beyond it 413.
    /// Metric: `tenfold_http_limit_total{limit="body_bytes"}`.
    package var bodyBytes = 1 << 20
    /// How long accepted requests may take to end when the app stops.
    public var shutdownGrace: Duration = .seconds(20)
    /// Whether `serve` brings schemas up to date itself.
    public var migrates: Bool = true
    /// Whether requests have ids and traces and are counted by route. Off only to measure what that costs.
    package var observesRequests: Bool = true
    /// Whether each request is logged.
    public var logsRequests: Bool = false
    /// How often an event is tried before its key is parked.
    public var eventAttempts: Int = 8
    /// The cost of passwords, as the binary logarithm of scrypt's N. 15 is for production.
    public var passwordCostLog2: Int = 15
    /// The time of day; tests give their own.
    public var clock: any WallClock = SystemWallClock()
    /// Settings of modules, by `<module>.<key>`.
    public var settings: [String: String] = [:]

    /// Settings of modules that the stage file gives: below those and the environment.
    package var stageSettings: [String: String] = [:]
    /// The part this process plays in a stage of several services; nil is the whole app.
    package var role: ServiceRole?
    /// Stands between calls and the wire: for tests.
    package var interceptor: (any CallInterceptor)?
    /// Sockets that already listen on the public port, handed down by who started this process; they take the place of
    /// `host` and `port`.
    package var listeningSockets: [CInt] = []
    /// Whether another process may have the admin port too: in a rolling restart the next one starts beside this.
    package var sharesAdminPort = false

    /// The laptop rung.
    public init() {}

    /// The limits of HTTP that operators set.
    var httpLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.bodyBytes = bodyBytes
        return limits
    }

    /// Whether only this machine can reach the public port, of this process or of another of its stage.
    public var isLoopback: Bool { Loopback.isMeant(by: host) && role?.isPublicBeyondLoopback != true }
}
