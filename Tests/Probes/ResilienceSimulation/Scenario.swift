/// What ails some of the 100 replicas, and how much is asked of all.
enum Scenario: String, CaseIterable {
    case healthy
    /// Five take fifty times as long.
    case slow
    /// Five refuse connections.
    case dead
    /// Five accept and never answer.
    case frozen
    /// Five answer at once, half of the time with a fault.
    case faulty
    /// Five die and come back every second.
    case flapping
    /// Two of each of the above.
    case mixed
    /// All are well, but twice as much is asked as they can do.
    case overload

    static let replicas = 100

    /// Requests, of what all replicas together could do if all were well.
    var load: Double { self == .overload ? 2 : 0.6 }

    func condition(of replica: Int, now: Duration) -> Replica.Condition {
        switch self {
        case .healthy, .overload: .well
        case .mixed: replica < 10 ? Scenario.ills[replica / 2].condition(of: 0, now: now) : .well
        case .slow: replica < 5 ? .slow : .well
        case .dead: replica < 5 ? .refusing : .well
        case .frozen: replica < 5 ? .frozen : .well
        case .faulty: replica < 5 ? .faulty : .well
        case .flapping: replica < 5 && Int(now / .seconds(1)) % 2 == 1 ? .refusing : .well
        }
    }

    private static let ills: [Scenario] = [.slow, .dead, .frozen, .faulty, .flapping]
}
