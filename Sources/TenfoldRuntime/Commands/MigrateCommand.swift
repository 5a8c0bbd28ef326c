import ArgumentParser
import TenfoldCore
import TenfoldData

/// `migrate`: every module's schema brought up to date.
struct MigrateCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate", abstract: "Bring every module's schema up to date.",
            discussion:
                "`serve` does it too, unless told --no-migrate. Steps only go forward and run under a lock, each once.")
    }

    @OptionGroup var dataOptions: DataOptions

    @Flag(help: "Only print what would be done.")
    var dryRun = false

    func run() async throws {
        try await CommandErrors.shown {
            var options = try dataOptions.applicationOptions()
            options.migrates = !dryRun
            if dryRun {
                let pending = try PendingSteps.of(Subject.self, options)
                for line in pending { print(line) }
                print(pending.isEmpty ? "every schema is up to date" : "\(pending.count) steps would run")
            } else {
                let application = try await Application.open(Subject.self, options)
                await application.stop()
                print("every schema is up to date")
            }
        }
    }
}
