/// How an app runs under a test. The same test has to pass in all of them: that is what lets an app be split later.
public enum Topology: Hashable, Sendable {
    /// One process; modules call each other directly.
    case local
    /// One process, but every call goes over a socket to itself: each message is encoded and decoded, and what may be
    /// retried is made twice, so that what is not idempotent shows. Events are pushed the same way.
    case overTheWire
    /// A stage of a stage file, every service and replica a process of its own.
    case stage(String, file: String)

    /// What the app's executable is told, before its other arguments.
    var command: [String] {
        switch self {
        case .local: ["serve"]
        case .overTheWire: ["serve", "--calls-itself"]
        case .stage(let name, let file): ["up", "--stage", name, "--config", file, "--free-ports"]
        }
    }
}
