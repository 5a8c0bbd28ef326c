public import ArgumentParser
public import TenfoldCore

/// An app: its name and its modules. With `@main` it has a command line: `serve`, `check`, `migrate`, `events` and its
/// own.
///
///     @main struct Shop: App { static let modules: [any Module.Type] = [Accounts.self, Catalog.self] }
public protocol App: Sendable {
    /// Stable and lower-case: it names the data folder, the tokens' issuer and the wire address.
    static var name: String { get }
    /// Its modules, in any order.
    static var modules: [any Module.Type] { get }
    /// Subcommands of its own.
    static var commands: [any AsyncParsableCommand.Type] { get }
    /// Command lines that a newcomer can try, printed when the app has started. `address` is for instance
    /// `http://127.0.0.1:8080`.
    static func examples(at address: String) -> [String]
    /// A last look before the app serves; throw to refuse the start. `isPublic` is true when it listens beyond
    /// loopback.
    static func checkBeforeServing(_ application: Application, isPublic: Bool) async throws
}

extension App {
    /// The type's name in lower case.
    public static var name: String { String(describing: Self.self).lowercased() }
    /// None.
    public static var commands: [any AsyncParsableCommand.Type] { [] }
    /// The API description.
    public static func examples(at address: String) -> [String] { ["curl \(address)/openapi.json"] }
    /// Nothing to check.
    public static func checkBeforeServing(_ application: Application, isPublic: Bool) async throws {}

    /// Runs the command line.
    ///
    /// `@concurrent`, because `@main` takes no function that stays on its caller's executor: an app could not start.
    @concurrent public static func main() async {
        await RunningApp.$current.withValue(Self.self) { await AppCommand<Self>.main() }
    }
}
