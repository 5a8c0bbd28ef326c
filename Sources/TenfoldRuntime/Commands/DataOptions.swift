public import ArgumentParser
import TenfoldCore

/// The options of every command that opens an app's data.
public struct DataOptions: ParsableArguments {
    @Option(help: "The data folder. Default: <app>-data in the working folder.")
    var data: String?

    @Option(help: "How many files each module's tables are spread over; fixed when the folder is made.")
    var shards: Int = 1

    @Option(help: "The stage; processes of one app and stage share a data folder.")
    var stage: String = "laptop"

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
    }

    /// These options for `Application.open`. Sets logging up as they say.
    public func applicationOptions() -> ApplicationOptions {
        LogSetup.bootstrap(level: logLevel, format: logFormat)
        var options = ApplicationOptions()
        options.dataFolder = data
        options.shards = shards
        options.stage = stage
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            options.settings[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return options
    }
}

/// How log lines look.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case json
    case console
}
