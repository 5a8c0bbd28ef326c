import Logging
import Metrics
import Synchronization
import TenfoldCore
import TenfoldTelemetry

/// Logging and metrics of a process, set up once.
enum LogSetup {
    private static let isDone = Atomic(false)

    static func level(named name: String) -> Logger.Level? { Logger.Level(rawValue: name) }

    static func bootstrap(level: String, format: LogFormat?) {
        guard !isDone.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let level = self.level(named: level) ?? .info
        let format = format ?? (StandardOutput.isTerminal ? .console : .json)
        LoggingSystem.bootstrap(
            { label, provider in
                switch format {
                case .json: JSONLogHandler(label: label, level: level, metadataProvider: provider)
                case .console: ConsoleLogHandler(label: label, level: level, metadataProvider: provider)
                }
            }, metadataProvider: .call)
    }
}
