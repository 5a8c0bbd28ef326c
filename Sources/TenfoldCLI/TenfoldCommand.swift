import ArgumentParser
import TenfoldRuntime

/// `tenfold`: what needs no app.
@main
struct TenfoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenfold", abstract: "Tenfold's tools that need no app.",
        subcommands: [GatewayCommand<CommandTools>.self, APIKeyCommand.self])
}
