import ArgumentParser

/// An app's command line.
struct AppCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Subject.name,
            abstract: "\(Subject.name), built with Tenfold.",
            discussion: "Without a configuration file it runs as one process with SQLite in a folder beside it.",
            subcommands: [
                ServeCommand<Subject>.self, CheckCommand<Subject>.self, PlanCommand<Subject>.self,
                MigrateCommand<Subject>.self,
                EventsCommand<Subject>.self, StepsCommand<Subject>.self, BackupCommand<Subject>.self,
                RestoreCommand<Subject>.self, UpCommand<Subject>.self, PlanCommand<Subject>.self,
                ContractsCommand<Subject>.self,
            ] + Subject.commands)
    }
}
