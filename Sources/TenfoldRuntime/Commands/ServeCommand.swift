import ArgumentParser
import TenfoldCore

/// `serve`: the app, until it is told to stop.
struct ServeCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Serve the app until SIGTERM or Ctrl-C.",
            discussion: "Health (/livez, /readyz, /startupz) and /metrics are on the admin port.")
    }

    @OptionGroup var dataOptions: DataOptions

    @Option(help: "The public address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The public port; 0 takes a free one.")
    var port = 8080

    @Option(help: "The address of health and metrics.")
    var adminHost = "127.0.0.1"

    @Option(help: "The port of health and metrics; 0 takes a free one.")
    var adminPort = 9090

    @Option(help: "Event loops. Default: one a core.")
    var loops: Int?

    @Option(help: "Seconds a request may take.")
    var requestTimeout = 30

    @Option(help: "Seconds that accepted requests may take to end when the app stops.")
    var shutdownGrace = 20

    @Option(help: "How often an event is tried before its key is parked.")
    var eventAttempts = 8

    @Flag(help: "Do not bring schemas up to date; refuse to start where they are not.")
    var noMigrate = false

    @Flag(help: "Log every request.")
    var accessLog = false

    @Flag(help: "Neither count requests by route nor give them ids and traces; to measure what that costs.")
    var noTelemetry = false

    func validate() throws {
        for (name, value) in [("--port", port), ("--admin-port", adminPort)] where !(0...65_535).contains(value) {
            throw ValidationError("\(name) must be from 0 to 65535, not \(value)")
        }
        for (name, value) in [
            ("--request-timeout", requestTimeout), ("--event-attempts", eventAttempts), ("--loops", loops ?? 1),
        ]
        where value < 1 {
            throw ValidationError("\(name) must be at least 1, not \(value)")
        }
    }

    func run() async throws {
        var options = dataOptions.applicationOptions()
        options.host = host
        options.port = port
        options.adminHost = adminHost
        options.adminPort = adminPort
        options.loops = loops
        options.requestTimeout = .seconds(requestTimeout)
        options.shutdownGrace = .seconds(shutdownGrace)
        options.eventAttempts = eventAttempts
        options.migrates = !noMigrate
        options.logsRequests = accessLog
        options.observesRequests = !noTelemetry
        let signals = StopSignals()
        let application = try await CommandErrors.shown { try await Application.start(Subject.self, options) }
        print("\(Subject.name) serves on \(application.publicAddress)")
        print("health and metrics on \(application.adminAddress)")
        let examples = Subject.examples(at: application.publicAddress)
        if !examples.isEmpty { print("try:") }
        for example in examples { print("  \(example)") }
        StandardOutput.flush()
        await signals.first()
        await application.stop()
    }
}
