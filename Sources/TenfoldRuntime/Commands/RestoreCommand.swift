import ArgumentParser
import TenfoldCore
import TenfoldData

/// `restore`: a data folder from a backup.
struct RestoreCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restore", abstract: "Make a data folder from a file that `backup` wrote.",
            discussion: """
                The file is read and checked whole first: one that is damaged, cut short or
                of another app changes nothing. The folder appears whole, or not at all. It
                must be empty or not exist, unless --force moves it aside; one that a
                process uses is refused.

                The app goes on from the backup's instant: events and steps that were under
                way then are carried on. So do not let it serve beside the app that the
                backup was taken from, unless its effects on the world are harmless. Start
                it with the --shards it had, with the same binary or a newer one.
                """)
    }

    @Argument(help: "A file that `backup` wrote.", completion: .file())
    var file: String

    @Option(help: "The data folder to make. Default: <app>-data in the working folder.")
    var data: String?

    @Option(help: "The stage the folder is for. Default: that of the backup.")
    var stage: String?

    @Flag(help: "Move a data folder that is there aside, to <folder>.before-restore-<time>. Nothing is deleted.")
    var force = false

    @Flag(help: "Only check the file.")
    var dryRun = false

    @Flag(help: "Print only what went wrong.")
    var quiet = false

    func run() async throws {
        try await CopyCommands.run(quiet: quiet) { progress in
            var restore = Restore(app: Subject.name, progress: progress)
            restore.stage = stage
            restore.replaces = force
            guard !dryRun else {
                let found = try restore.verify(file)
                return "\(file) is whole: \(Self.content(of: found))"
            }
            let made = try restore.restore(file, to: data ?? "\(Subject.name)-data")
            for warning in made.warnings { StandardOutput.writeError("warning: \(warning)") }
            let aside = made.movedAside.map { "\nthe folder that was there is now \($0)" } ?? ""
            return "\(made.folder): \(Self.content(of: made))\(aside)"
        }
    }

    private static func content(of summary: Restore.Summary) -> String {
        "\(summary.databases) databases and \(summary.files) files as of \(summary.asOf), stage \(summary.stage)"
    }
}
