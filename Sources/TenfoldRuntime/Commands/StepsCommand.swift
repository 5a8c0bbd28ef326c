import ArgumentParser
import TenfoldCore
import TenfoldData

/// `steps`: commands in steps that failed too often and were set aside.
struct StepsCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "steps", abstract: "Look after commands in steps that were set aside: stuck, retry.",
            discussion: """
                A command in steps that fails is resumed by itself, with growing waits. After 25 attempts it is set aside, and
                nothing of it is lost. Works beside a process that serves.
                """,
            subcommands: [StepsStuckCommand<Subject>.self, StepsRetryCommand<Subject>.self],
            defaultSubcommand: StepsStuckCommand<Subject>.self)
    }
}

/// `steps stuck`: what was set aside.
struct StepsStuckCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "stuck", abstract: "The commands that were set aside, oldest first.")
    }

    @OptionGroup var dataOptions: DataOptions

    func run() async throws {
        try await CommandErrors.withData(of: Subject.self, dataOptions) { application in
            let runs = try await StuckRuns(application).all()
            if runs.isEmpty { print("nothing was set aside") }
            for (module, run) in runs {
                print(
                    "\(StuckRuns.id(of: run))  \(run.message)  module \(module)  \(run.attempts) attempts  since \(RFC3339.format(run.createdAt))"
                )
            }
        }
    }
}

/// `steps retry`: one more round of attempts.
struct StepsRetryCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "retry", abstract: "Let a command that was set aside be tried anew.",
            discussion: "A running `serve` takes it up within a second; else the next one does.")
    }

    @OptionGroup var dataOptions: DataOptions

    @Argument(help: "The run's id, as `steps stuck` shows it.")
    var id: String

    func run() async throws {
        try await CommandErrors.withData(of: Subject.self, dataOptions) { application in
            try await StuckRuns(application).retry(id)
            print("\(id) will be tried anew")
        }
    }
}
