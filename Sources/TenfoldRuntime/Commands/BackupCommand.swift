import ArgumentParser
import TenfoldCore
import TenfoldData

/// `backup`: all data of one instant in one file, beside a process that serves.
struct BackupCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "backup",
            abstract: "Write all data, as of one instant, to one file, while the app serves.",
            discussion: """
                Writes wait for a moment while the instant is fixed; then all is copied at
                leisure. FILE is a tar archive of every database, the
                modules' files and the signing keys, with SHA-256 digests. It appears
                whole, or not at all; `restore FILE --dry-run` checks it.

                FILE IS SECRET: with the keys in it anyone can sign tokens. It is made for
                its owner alone (0600).

                The disk of FILE needs room for all data, and for the largest database
                once more. While a backup runs, the write-ahead logs grow.
                """)
    }

    @Argument(help: "The file to write, in a folder that exists.", completion: .file())
    var file: String

    @Option(help: "The data folder. Default: <app>-data in the working folder.")
    var data: String?

    @Flag(help: "Replace FILE where it is there already.")
    var force = false

    @Flag(help: "Print only what went wrong.")
    var quiet = false

    func run() async throws {
        try await CopyCommands.run(quiet: quiet) { progress in
            var backup = Backup(of: data ?? "\(Subject.name)-data", app: Subject.name, progress: progress)
            backup.replaces = force
            let summary = try backup.write(to: file)
            for warning in summary.warnings { StandardOutput.writeError("warning: \(warning)") }
            return """
                \(summary.file): \(summary.databases) databases and \(summary.files) files \
                as of \(RFC3339.format(summary.time)), \(BackupProgress.size(summary.bytes))
                """
        }
    }
}

/// What backup and restore share: lines that tell of progress, and signals that stop the work in good order.
enum CopyCommands {
    static func run(quiet: Bool, _ work: @escaping @Sendable (BackupProgress) throws -> String) async throws {
        let progress = BackupProgress { line in
            if !quiet { StandardOutput.writeError(line) }
        }
        let signals = try StopSignals()
        let stopping = Task {
            await signals.first()
            progress.stop()
        }
        defer { stopping.cancel() }
        try await CommandErrors.shown {
            do {
                let summary = try work(progress)
                if !quiet { print(summary) }
            } catch is CancellationError {
                StandardOutput.writeError("stopped; nothing was left behind")
                throw ExitCode(130)
            }
        }
    }
}
