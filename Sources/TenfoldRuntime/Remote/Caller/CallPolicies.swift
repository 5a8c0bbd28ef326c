import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// The state of all policies of the calls to one service, without I/O. Its time is `CallClock`'s.
struct CallPolicies: Sendable {
    private var pool = EndpointPool<HTTPEndpoint>()
    private var breaker = CircuitBreaker()
    private var budget = RetryBudget()
    private let retries = RetryPolicy()
    private var random = TracingRandom()

    init(endpoints: [HTTPEndpoint], now: Duration) { pool.update(endpoints, now: now) }

    mutating func begin() -> CircuitBreaker.Admission {
        let now = CallClock.now
        let admission = breaker.admit(now: now)
        if case .admitted = admission { budget.deposit(now: now) }
        return admission
    }

    mutating func pick(excluding tried: [HTTPEndpoint]) -> EndpointPool<HTTPEndpoint>.Pick? {
        pool.pick(now: CallClock.now, excluding: tried, using: &random)
    }

    mutating func ended(_ pick: EndpointPool<HTTPEndpoint>.Pick, _ outcome: AttemptOutcome) {
        pool.ended(pick, outcome, now: CallClock.now)
    }

    mutating func ended(_ permit: CircuitBreaker.Permit, _ outcome: AttemptOutcome) {
        breaker.ended(permit, outcome, now: CallClock.now)
    }

    mutating func decision(after attempt: RetryPolicy.FailedAttempt) -> RetryPolicy.Decision {
        retries.decision(after: attempt, budget: &budget, now: CallClock.now, using: &random)
    }
}

/// The clock of the policies: time since the process began to call.
enum CallClock {
    private static let origin = ContinuousClock.now

    static var now: Duration { time(of: .now) }

    static func time(of instant: ContinuousClock.Instant) -> Duration { origin.duration(to: instant) }
}
