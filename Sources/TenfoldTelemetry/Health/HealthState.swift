/// How one part of the process fares.
package enum HealthState: Sendable, Equatable {
    /// Not ready yet, for the first time.
    case starting
    case ready
    /// Not usable now; the reason is shown to operators.
    case failing(String)
    /// Ends on purpose: takes no new work, finishes what it has.
    case draining

    var name: String {
        switch self {
        case .starting: "starting"
        case .ready: "ready"
        case .failing: "failing"
        case .draining: "draining"
        }
    }
}
