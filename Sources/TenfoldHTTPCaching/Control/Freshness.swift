/// How long a response is fresh, and how old it is when it comes (RFC 9111, sections 4.2.1 to 4.2.3). Seconds.
enum Freshness {
    /// What the response itself says: `s-maxage`, else `max-age`, else `Expires`. Nil where it says nothing.
    static func explicitLifetime(of facts: ResponseFacts, wallSeconds: Int) -> Int? {
        if let seconds = facts.directives.sharedMaxAge ?? facts.directives.maxAge { return seconds }
        switch facts.expiry {
        case .unsaid: return nil
        case .invalid: return 0
        case .at(let seconds): return bounded(seconds - (facts.date ?? wallSeconds))
        }
    }

    /// A tenth of the time since the last change, where the response tells it (section 4.2.2).
    static func heuristicLifetime(of facts: ResponseFacts, wallSeconds: Int, limit: Int) -> Int? {
        guard let changed = facts.lastModified else { return nil }
        return min(bounded((facts.date ?? wallSeconds) - changed.seconds) / 10, limit)
    }

    /// The corrected initial age (section 4.2.3), in nanoseconds.
    static func initialAge(of facts: ResponseFacts, times: ExchangeTimes) -> Int64 {
        let apparent = DeltaSeconds.nanoseconds(bounded(times.wallSeconds - (facts.date ?? times.wallSeconds)))
        let delay = max(0, times.responded.nanoseconds - times.requested.nanoseconds)
        return max(apparent, DeltaSeconds.nanoseconds(facts.age) + delay)
    }

    private static func bounded(_ seconds: Int) -> Int { min(max(seconds, 0), DeltaSeconds.limit) }
}
