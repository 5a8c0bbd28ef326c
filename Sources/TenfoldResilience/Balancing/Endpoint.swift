/// What a pool knows of one endpoint.
struct Endpoint: Sendable {
    var health: EndpointHealth
    var cost = EndpointCost()
    var pending = PendingRequests()
    var pickedAt: Duration
    /// Since when it gets more and more, until it has its share; nil once it has.
    var startedSlowlyAt: Duration?

    init(startsSlowly: Bool, now: Duration) {
        health = EndpointHealth(now: now)
        pickedAt = now
        startedSlowlyAt = startsSlowly ? now : nil
    }

    /// How likely it stays a candidate once drawn: 1 but during slow start, which is a straight line.
    func weight(now: Duration, options: BalancingOptions) -> Double {
        guard let since = startedSlowlyAt, options.slowStart > .zero else { return 1 }
        return min(1, max(options.slowStartShare, (now - since) / options.slowStart))
    }

    func estimate(assumed: Double, now: Duration, options: BalancingOptions) -> Double {
        cost.estimate(
            pending: pending.count, oldest: pending.oldestAge(now: now), assumed: assumed, now: now,
            decay: options.decay)
    }

    mutating func start(ticket: UInt64, now: Duration) {
        pending.append(ticket: ticket, startedAt: now)
        pickedAt = now
    }

    /// A trial that works is believed at once. If it was luck, the next request that is slow undoes it at once too.
    mutating func learn(
        _ outcome: AttemptOutcome, took: Duration, isTrial: Bool, now: Duration, decay: Duration
    ) {
        switch outcome {
        case .success where isTrial: cost.startAnew(took: took, now: now)
        case .success: cost.succeeded(took: took, now: now, decay: decay)
        case .failure, .unreachable, .shed: cost.failed(took: took, now: now, decay: decay)
        case .cancelled: cost.tookAtLeast(took, now: now, decay: decay)
        }
    }
}

/// How an attempt at one endpoint ended, as far as it tells of the endpoint.
package enum AttemptOutcome: String, Hashable, Sendable, CaseIterable {
    /// It answered, be it with a refusal by the rules of the app.
    case success
    /// It answered with a fault of its own, or not within the time given to the attempt.
    case failure
    /// The connection was refused, or broke before the answer: the process is likely gone.
    case unreachable
    /// It refused for want of room. It is well, but others may have more.
    case shed
    /// The caller went away: tells nothing but that it took at least so long.
    case cancelled
}
