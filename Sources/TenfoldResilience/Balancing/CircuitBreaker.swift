/// Stops asking a callee of which half the answers are faults, so that its callers fail at once instead of after their
/// deadlines, and it can come to itself (Nygard, "Release It!", 2007).
///
/// One is meant for all endpoints of a callee together: single ones are the pool's to eject. A callee that sheds is no
/// faulty one: it does as much as it can, and would do nothing behind an open breaker.
package struct CircuitBreaker: Hashable, Sendable {
    package struct Options: Hashable, Sendable {
        /// Opens when this share of the requests in the window failed,
        package var failureShare = 0.5
        /// if there were at least so many.
        package var minimumRequests = 20
        package var window = Duration.seconds(10)
        /// For how long nothing is let through after that.
        package var open = Duration.seconds(5)
        /// Then so many are let through; if all succeed it closes, if one fails it opens again.
        package var probes = 5

        package init() {}
    }

    package enum State: String, Hashable, Sendable, CaseIterable {
        case closed
        case open
        case halfOpen = "half-open"
    }

    /// Goes back with the outcome, so that one from before the last change of state is not taken for a new one.
    package struct Permit: Hashable, Sendable {
        fileprivate let generation: Int
    }

    package enum Admission: Hashable, Sendable {
        case admitted(Permit)
        /// After this time it is worth asking again.
        case refused(retryAfter: Duration)
    }

    package private(set) var state = State.closed
    /// How often it has opened, for a metric.
    package private(set) var openings = 0
    private let options: Options
    private var counts: SlidingCounts
    private var generation = 0
    private var since = Duration.zero
    private var probesSent = 0
    private var probesSucceeded = 0

    package init(_ options: Options = Options()) {
        self.options = options
        counts = SlidingCounts(window: options.window)
    }

    /// Whether a request may be sent.
    package mutating func admit(now: Duration) -> Admission {
        let waited = now - since
        switch state {
        case .closed:
            return .admitted(Permit(generation: generation))
        case .open:
            guard waited >= options.open else { return .refused(retryAfter: options.open - max(.zero, waited)) }
            enter(.halfOpen, now: now)
        case .halfOpen:
            // Probes that do not end within that time are not waited for any longer.
            if probesSent >= max(1, options.probes), waited >= options.open { enter(.halfOpen, now: now) }
        }
        guard probesSent < max(1, options.probes) else {
            return .refused(retryAfter: options.open - max(.zero, now - since))
        }
        probesSent += 1
        return .admitted(Permit(generation: generation))
    }

    /// Tells how an admitted request ended, all its attempts taken together.
    package mutating func ended(_ permit: Permit, _ outcome: AttemptOutcome, now: Duration) {
        guard permit.generation == generation else { return }
        switch (outcome, state) {
        case (_, .open), (.cancelled, .closed): break
        case (.success, .closed), (.shed, .closed): counts.add(total: 1, now: now)
        case (.failure, .closed), (.unreachable, .closed): countFailure(now: now)
        case (.success, .halfOpen), (.shed, .halfOpen): countProbe(now: now)
        case (.failure, .halfOpen), (.unreachable, .halfOpen): open(now: now)
        case (.cancelled, .halfOpen): probesSent = max(probesSucceeded, probesSent - 1)
        }
    }

    private mutating func countFailure(now: Duration) {
        counts.add(total: 1, marked: 1, now: now)
        let counts = counts.counts(now: now)
        guard counts.total >= options.minimumRequests else { return }
        if Double(counts.marked) >= options.failureShare * Double(counts.total) { open(now: now) }
    }

    private mutating func countProbe(now: Duration) {
        probesSucceeded += 1
        guard probesSucceeded >= max(1, options.probes) else { return }
        counts.reset()
        enter(.closed, now: now)
    }

    private mutating func open(now: Duration) {
        openings += 1
        enter(.open, now: now)
    }

    private mutating func enter(_ next: State, now: Duration) {
        state = next
        since = now
        generation += 1
        probesSent = 0
        probesSucceeded = 0
    }
}
