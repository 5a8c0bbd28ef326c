/// Whether an endpoint is in use, out for a while, or on trial with one request after that.
struct EndpointHealth: Hashable, Sendable {
    enum Cause: Hashable, Sendable {
        /// Failures one after another.
        case failures
        /// Nobody listens there.
        case unreachable
    }

    enum State: Hashable, Sendable {
        case healthy
        case out(Cause, until: Duration)
        /// The request with this number decides.
        case onTrial(Cause, ticket: UInt64)
    }

    private(set) var state = State.healthy
    /// When the state was entered.
    private(set) var since: Duration
    private(set) var failuresInRow = 0
    private var timesEjected = 0
    private var timesUnreachable = 0

    init(now: Duration) { since = now }

    var isHealthy: Bool { state == .healthy }

    /// Out for this, or on trial after it.
    func isOut(for cause: Cause) -> Bool {
        switch state {
        case .healthy: false
        case .out(let its, _), .onTrial(let its, _): its == cause
        }
    }

    /// Its time is over, and nobody has tried it yet.
    func isDueForTrial(now: Duration) -> Bool {
        guard case .out(_, let until) = state else { return false }
        return now >= until
    }

    mutating func beginTrial(ticket: UInt64, now: Duration) {
        switch state {
        case .healthy: return
        case .out(let cause, _), .onTrial(let cause, _): enter(.onTrial(cause, ticket: ticket), now: now)
        }
    }

    /// A request worked that was sent after the endpoint went out, so it is back.
    mutating func recover(now: Duration) {
        failuresInRow = 0
        timesUnreachable = 0
        enter(.healthy, now: now)
    }

    mutating func countSuccess() { failuresInRow = 0 }

    mutating func countFailure() { failuresInRow += 1 }

    /// Each whole ejection time spent healthy takes back one of the times that make the next one longer.
    mutating func eject(now: Duration, options: BalancingOptions) {
        let period = max(options.ejection, .milliseconds(1))
        if isHealthy { timesEjected = max(0, timesEjected - Int(min(1e6, max(0, (now - since) / period)))) }
        timesEjected = min(timesEjected + 1, 1_000)
        enter(.out(.failures, until: now + min(options.ejection * timesEjected, options.maximumEjection)), now: now)
    }

    mutating func beUnreachable(now: Duration, options: BalancingOptions) {
        timesUnreachable = min(timesUnreachable + 1, 1_000)
        let wait = options.unreachable.ceiling(afterFailures: timesUnreachable)
        enter(.out(.unreachable, until: now + wait), now: now)
    }

    /// The trial told nothing: there will be another.
    mutating func postponeTrial(now: Duration, options: BalancingOptions) {
        guard case .onTrial(let cause, _) = state else { return }
        enter(.out(cause, until: now + options.unreachable.base), now: now)
    }

    private mutating func enter(_ next: State, now: Duration) {
        state = next
        since = now
    }
}
