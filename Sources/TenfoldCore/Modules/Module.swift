/// A part of an app with its own tables, reached only by its messages and events.
public protocol Module: Sendable {
    /// Stable and lower-case: it names the schema, the metrics and the wire address.
    static var name: String { get }
    /// Says what the module answers, uses, publishes and listens to. Static, so that all is known before anything runs.
    static func declare(_ module: inout Declaration<Self>)
    /// Makes the module. Throw to stop the start with a clear error.
    init(_ environment: ModuleEnvironment) throws
}

extension Module {
    /// The type's name in lower case.
    public static var name: String { String(describing: Self.self).lowercased() }
}
