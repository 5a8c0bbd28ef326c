/// An app: its name and its modules. With `@main`, and `import Tenfold`, it has a command line of its own.
public protocol App: Sendable {
    /// Stable and lower-case: it names the data folder, the tokens' issuer and the wire address.
    static var name: String { get }
    /// Its modules, in any order.
    static var modules: [any Module.Type] { get }
}

extension App {
    /// The type's name in lower case.
    public static var name: String { String(describing: Self.self).lowercased() }
}
