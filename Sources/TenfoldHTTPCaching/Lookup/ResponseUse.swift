/// What a stored response may be used for now (RFC 9111, sections 4.2 and 5.2.1). Pure.
enum ResponseUse: Sendable, Equatable {
    /// At once.
    case fresh
    /// At once, while it is revalidated.
    case staleWhileRevalidating
    /// After it was revalidated, or where the origin fails, if its times allow that.
    case stale
    /// The same, but not even where the origin fails: the client asked for its word.
    case refusedByClient

    @inline(__always)
    init(_ response: StoredResponse, for directives: RequestDirectives, _ policy: HTTPCachePolicy, now: Int64) {
        if policy.honoursRequestDirectives {
            self = Self.asked(response.times, directives, forbidsStale: response.forbidsStale, now: now)
        } else {
            self = Self.own(response.times, now: now)
        }
    }

    /// By the response's own rules.
    @inline(__always)
    static func own(_ times: ResponseTimes, now: Int64) -> ResponseUse {
        if now < times.freshUntil { return .fresh }
        return now < times.staleWhileRevalidatingUntil ? .staleWhileRevalidating : .stale
    }

    /// By the client's, too.
    static func asked(
        _ times: ResponseTimes, _ directives: RequestDirectives, forbidsStale: Bool, now: Int64
    ) -> ResponseUse {
        if directives.flags.contains(.noCache) { return .refusedByClient }
        if let most = directives.maxAge, now - times.bornAt > DeltaSeconds.nanoseconds(most) { return .refusedByClient }
        let own = Self.own(times, now: now)
        switch own {
        case .fresh:
            let needed = directives.minFresh.map(DeltaSeconds.nanoseconds) ?? 0
            return times.freshUntil - now >= needed ? .fresh : .refusedByClient
        default:
            guard !forbidsStale, let most = directives.maxStale else { return own }
            return now - times.freshUntil <= DeltaSeconds.nanoseconds(most) ? .fresh : own
        }
    }
}

extension StoredResponse {
    /// With the seconds that the client allows, unless the response forbids it (RFC 5861, section 4).
    func staleOnErrorUntil(allowing seconds: Int?) -> Int64 {
        guard let seconds, !forbidsStale else { return times.staleOnErrorUntil }
        return max(times.staleOnErrorUntil, times.freshUntil + DeltaSeconds.nanoseconds(seconds))
    }
}
