public import ArgumentParser
import TenfoldCore

/// The options of every command that opens an app's data.
public struct DataOptions: ParsableArguments {
    @OptionGroup var stageOptions: StageOptions

    @Option(
        name: .customLong("stage-value"),
        help: "A value in place of the stage file's, as path=value, such as services.accounts.replicas=3.")
    var stageValues: [String] = []

    @Option(help: "The data folder. Default: the stage's, else <app>-data in the working folder.")
    var data: String?

    @Option(help: "How many files each module's tables are spread over; fixed when the folder is made.")
    var shards: Int = 1

    @Option(name: .customLong("set"), help: "A module's setting, as module.key=value. May be given more than once.")
    var settings: [String] = []

    @Option(help: "What to log: trace, debug, info, notice, warning, error or critical.")
    var logLevel: String = "info"

    @Option(help: "How to log: json, or console for people. Default: console on a terminal, else json.")
    var logFormat: LogFormat?

    /// Only argument parsing makes these.
    public init() {}

    public func validate() throws {
        guard (1...64).contains(shards) else { throw ValidationError("--shards must be from 1 to 64, not \(shards)") }
        guard LogSetup.level(named: logLevel) != nil else {
            throw ValidationError(
                "--log-level \(logLevel): there is trace, debug, info, notice, warning, error and critical")
        }
        for setting in settings where !setting.contains("=") {
            throw ValidationError("--set \(setting): write it as module.key=value")
        }
        for value in stageValues where !value.contains("=") {
            throw ValidationError("--stage-value \(value): write it as path=value")
        }
    }

    /// These options for `Application.open`. Sets logging up as they say.
    ///
    /// - Throws: every fault of the stage file, where a stage is asked for.
    public func applicationOptions() throws -> ApplicationOptions {
        LogSetup.bootstrap(level: logLevel, format: logFormat)
        var options = ApplicationOptions()
        options.shards = shards
        options.settings = Self.pairs(settings)
        if let stage = try chosenStage() {
            options.stage = stage.name
            if case .sqlite(let folder) = stage.data { options.dataFolder = folder }
            options.eventAttempts = stage.limits.eventAttempts
        }
        options.dataFolder = data ?? options.dataFolder
        return options
    }

    /// The stage that is asked for; nil for the laptop rung.
    func chosenStage() throws -> Stage? {
        guard let app = RunningApp.current else { return nil }
        return try stageOptions.chosen(for: app, overrides: Self.pairs(stageValues))
    }

    func stageRequest(for app: any App.Type) -> StageRequest {
        stageOptions.request(for: app, overrides: Self.pairs(stageValues))
    }

    private static func pairs(_ texts: [String]) -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            pairs[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return pairs
    }
}

/// The app whose command line runs.
enum RunningApp {
    @TaskLocal static var current: (any App.Type)?
}

/// How log lines look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case json
    case console
}
