/// What splitting an app into the services of a stage means, before anybody does it: made by `Planner`, a value that can
/// be printed or sent on.
package struct Plan: Sendable, Encodable {
    package let app: String
    package let stage: String
    package let services: [PlannedService]
    /// Each message that a module announced to send, in the order of the modules.
    package let calls: [PlannedCall]
    /// Each event with each module that listens to it.
    package let events: [PlannedEvent]
    package let routes: [PlannedRoute]
    package let data: PlannedData
    /// Unsafe ones first.
    package let findings: [PlanFinding]
    package let isSafe: Bool

    init(
        app: String, stage: String, services: [PlannedService], calls: [PlannedCall], events: [PlannedEvent],
        routes: [PlannedRoute], data: PlannedData, findings: [PlanFinding]
    ) {
        self.app = app
        self.stage = stage
        self.services = services
        self.calls = calls
        self.events = events
        self.routes = routes
        self.data = data
        self.findings = findings.filter { $0.severity == .danger } + findings.filter { $0.severity == .warning }
        isSafe = !findings.contains { $0.severity == .danger }
    }
}

/// A service of the stage.
package struct PlannedService: Sendable, Encodable {
    package let name: String
    package let modules: [String]
    package let replicas: Int
    package let isPublic: Bool
}

/// A message that one module sends to another, or to itself.
package struct PlannedCall: Sendable, Encodable {
    package let module: String
    package let message: String
    package let isCommand: Bool
    package let fromService: String
    package let toService: String
    package let isRemote: Bool
    /// Sends so far, and a second on average since the running instance started; nil where no metrics were given.
    package let count: Double?
    package let perSecond: Double?
}

/// An event on its way to one listening module.
package struct PlannedEvent: Sendable, Encodable {
    package let event: String
    package let fromService: String
    package let subscriber: String
    package let toService: String
    /// Whether it is pushed over the network, and not read in the process.
    package let isPushed: Bool
}

/// A public route, with the longest way that one request to it may go.
package struct PlannedRoute: Sendable, Encodable {
    package let route: String
    package let message: String
    /// The services on the way: each arrow between two is a call over the network, one after the other.
    package let services: [String]
    package let addedMicroseconds: Int
}

/// What the services keep their tables in.
package struct PlannedData: Sendable, Encodable {
    package let engine: String
    /// Those that have tables in it.
    package let services: [String]
}

/// Something that a person should know before the split.
package struct PlanFinding: Sendable, Encodable, Hashable {
    package enum Severity: String, Sendable, Encodable {
        /// The app may do wrong when it is split so.
        case danger = "unsafe"
        /// It will do right, but may not be what was wanted; or only a person can tell.
        case warning
    }

    package let severity: Severity
    /// Stable, for programs.
    package let code: String
    /// What is the matter, and why.
    package let reason: String
    /// What to do.
    package let remedy: String
}
