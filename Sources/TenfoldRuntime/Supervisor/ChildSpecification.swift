/// A child to run: what `up` knows of a replica of a service.
package struct ChildSpecification: Sendable, Hashable {
    /// For instance `accounts/0`: the service, a slash, the replica. What stands before the slash has one colour.
    package var name: String
    /// The path of its executable, which is looked up at each start; see `CurrentExecutable`.
    package var executable: String
    /// Without the executable's own name.
    package var arguments: [String]
    /// Added to the supervisor's own environment.
    package var environment: [String: String]
    /// Sockets that listen; the child finds their numbers, from 3 on, in `TENFOLD_LISTEN_FDS=3,4`. They stay the
    /// caller's, who keeps them open for as long as the supervisor runs.
    package var listeningSockets: [Int32]
    /// Whether clients reach it from outside: it stops before the others.
    package var isPublic: Bool

    package init(
        name: String, executable: String, arguments: [String] = [], environment: [String: String] = [:],
        listeningSockets: [Int32] = [], isPublic: Bool = false
    ) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.listeningSockets = listeningSockets
        self.isPublic = isPublic
    }

    /// For instance `accounts`.
    package var service: String { String(name.prefix { $0 != "/" }) }
}

/// The names by which a child finds what it inherits.
package enum ChildEnvironment {
    /// The number of the lifeline's end.
    package static let lifeline = "TENFOLD_LIFELINE_FD"
    /// The numbers of the sockets that listen, with commas between.
    package static let listeningSockets = "TENFOLD_LISTEN_FDS"

    /// The sockets that this process inherited to listen on; empty where it was started by hand.
    package static func inheritedSockets(_ environment: [String: String]) -> [Int32] {
        (environment[listeningSockets] ?? "").split(separator: ",").compactMap { Int32($0) }
    }
}
