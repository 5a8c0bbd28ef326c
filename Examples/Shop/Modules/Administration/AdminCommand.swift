import ArgumentParser

/// `shop admin`.
struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Make administrators.", subcommands: [CreateAdminCommand.self])
}
