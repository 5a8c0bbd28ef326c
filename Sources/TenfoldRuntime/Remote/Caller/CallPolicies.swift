import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// The state of all policies of the calls to one service, without I/O. Its time is `CallClock`'s.
struct CallPolicies: Sendable {
    private let endpoints: [HTTPEndpoint]
    /// By the path of the message: what one takes tells nothing of what another does.
    private var pools: [String: EndpointPool] = [:]
    private var breaker = CircuitBreaker()
    private var budget = RetryBudget()
    private let retries = RetryPolicy()
    private var levels = CalleeLevels()
    private var random = TracingRandom()

    init(endpoints: [HTTPEndpoint]) { self.endpoints = endpoints }

    /// Whether a failed attempt can be made at another endpoint.
    var hasChoice: Bool { endpoints.count > 1 }

    mutating func begin() -> CircuitBreaker.Admission {
        let now = CallClock.now
        let admission = breaker.admit(now: now)
        if case .admitted = admission { budget.deposit(now: now) }
        return admission
    }

    /// An endpoint for one attempt.
    struct Choice {
        let endpoint: HTTPEndpoint
        fileprivate let pick: EndpointPool.Pick
    }

    mutating func pick(for path: String, excluding tried: [HTTPEndpoint]) -> Choice? {
        let now = CallClock.now
        if pools[path] == nil { pools[path, default: EndpointPool()].update(Array(endpoints.indices), now: now) }
        let tried = tried.compactMap { endpoints.firstIndex(of: $0) }
        return pools[path]?.pick(now: now, excluding: tried, using: &random)
            .map { Choice(endpoint: endpoints[$0.endpoint], pick: $0) }
    }

    mutating func ended(_ choice: Choice, _ path: String, _ outcome: AttemptOutcome) {
        pools[path]?.ended(choice.pick, outcome, now: CallClock.now)
    }

    mutating func ended(_ permit: CircuitBreaker.Permit, _ outcome: AttemptOutcome) {
        breaker.ended(permit, outcome, now: CallClock.now)
    }

    mutating func decision(after attempt: RetryPolicy.FailedAttempt) -> RetryPolicy.Decision {
        retries.decision(after: attempt, budget: &budget, now: CallClock.now, using: &random)
    }
}

extension CallPolicies {
    /// Whether a callee would let the call in, as far as it has said.
    mutating func mayAsk(_ endpoint: HTTPEndpoint, _ path: String, for call: Call) -> Bool {
        levels.admits(
            priority: call.priority.rawValue, rank: CallRank.rank(of: call), at: endpoint, path, now: CallClock.now)
    }

    mutating func learn(level: Int, at endpoint: HTTPEndpoint, _ path: String) {
        levels.learn(level, at: endpoint, path, now: CallClock.now)
    }
}

/// The levels that callees have told, each for a moment: they fall without being told.
struct CalleeLevels: Sendable {
    private struct Place: Hashable {
        let endpoint: HTTPEndpoint
        let path: String
    }

    /// Longer than a callee's level stays without moving.
    private static let lifetime = Duration.milliseconds(200)

    private var levels: [Place: (level: Int, until: Duration)] = [:]

    mutating func learn(_ level: Int, at endpoint: HTTPEndpoint, _ path: String, now: Duration) {
        if level == 0, levels.isEmpty { return }
        levels[Place(endpoint: endpoint, path: path)] = level == 0 ? nil : (level, now + Self.lifetime)
    }

    func admits(priority: Int, rank: @autoclosure () -> Int, at endpoint: HTTPEndpoint, _ path: String, now: Duration)
        -> Bool
    {
        guard !levels.isEmpty, let told = levels[Place(endpoint: endpoint, path: path)], told.until > now else {
            return true
        }
        return AdmissionLevel.admits(priority: priority, rank: rank(), at: told.level)
    }
}

/// The clock of the policies: time since the process began to call.
enum CallClock {
    private static let origin = ContinuousClock.now

    static var now: Duration { time(of: .now) }

    static func time(of instant: ContinuousClock.Instant) -> Duration { origin.duration(to: instant) }
}
