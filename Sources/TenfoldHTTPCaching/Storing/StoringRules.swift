import TenfoldHTTP

/// Whether a response may be kept by a shared cache (RFC 9111, sections 3 and 3.5), until when it may be used, and whether
/// it may be shared with requests that wait for it. Pure.
struct StoringRules {
    let request: RequestFacts
    /// Responses to HEAD are never kept, but may be shared.
    let isGet: Bool
    /// The gateway knows who asks by other means than a field that caches know.
    let isAuthenticated: Bool
    let response: ResponseFacts
    let vary: VaryNames.Parsed
    let policy: HTTPCachePolicy
    let times: ExchangeTimes

    var verdict: StoringVerdict {
        let freshness = lifetime
        var verdict = StoringVerdict(times: responseTimes(lifetime: freshness?.seconds ?? 0))
        verdict.refusal = prohibition
        guard verdict.refusal == nil else { return verdict }
        guard let freshness else {
            verdict.refusal = .withoutFreshness
            verdict.sharing = isSharedWithEqual ? .equal : .nobody
            return verdict
        }
        verdict.isImplicit = freshness.isImplicit
        let isFresh = verdict.times.freshUntil > times.responded.nanoseconds
        if isFresh, !response.hasSetCookie, policy.coalescing != .off { verdict.sharing = .selected }
        verdict.refusal = refusal(of: verdict.times)
        return verdict
    }

    // MARK: What is said against any other use

    private var prohibition: StoringVerdict.Refusal? {
        let flags = response.directives.flags
        let isUnderstood = CacheableStatus.isUnderstood(response.status)
        if flags.contains(.unreadable) { return .unreadable }
        if flags.contains(.mustUnderstand), !isUnderstood { return .notUnderstood }
        if !isUnderstood { return .status }
        if request.directives.flags.contains(.noStore) { return .requestNoStore }
        // Who understands the status may overlook it then (RFC 9111, section 5.2.2.3).
        if flags.contains(.noStore), !flags.contains(.mustUnderstand) { return .noStore }
        if flags.contains(.isPrivate) { return .isPrivate }
        if response.hasSetCookie, !policy.storesDespiteSetCookie { return .setCookie }
        if isForPrincipal, !isForAllPrincipals { return .authorization }
        if vary == .unusable { return .vary }
        return prohibitionOfBody
    }

    private var prohibitionOfBody: StoringVerdict.Refusal? {
        switch response.framing {
        // Whether it came whole cannot be told from how it ended.
        case .connectionEnd: .withoutEnd
        case .length(let count): count > policy.maximumObjectBytes ? .tooLarge : nil
        case .chunked: nil
        }
    }

    private var isForPrincipal: Bool { request.flags.contains(.authorization) || isAuthenticated }

    /// RFC 9111, section 3.5.
    private var isForAllPrincipals: Bool {
        !response.directives.flags.isDisjoint(with: [.isPublic, .mustRevalidate])
            || response.directives.sharedMaxAge != nil
    }

    // MARK: What is said for it

    private var lifetime: (seconds: Int, isImplicit: Bool)? {
        if let seconds = Freshness.explicitLifetime(of: response, wallSeconds: times.wallSeconds) {
            return (seconds, false)
        }
        let isPublic = response.directives.flags.contains(.isPublic)
        // Nothing says that what came with credentials is not for these alone.
        guard isPublic || !hasCredentials else { return nil }
        if isPublic || CacheableStatus.isHeuristic(response.status), let seconds = guessedLifetime {
            return (seconds, !isPublic)
        }
        return isPublic || response.directives.flags.contains(.noCache) ? (0, false) : nil
    }

    private var guessedLifetime: Int? {
        if let standard = policy.defaultLifetime { return standard.wholeSeconds }
        guard policy.usesHeuristics else { return nil }
        return Freshness.heuristicLifetime(
            of: response, wallSeconds: times.wallSeconds, limit: policy.heuristicLimit.wholeSeconds)
    }

    private var hasCredentials: Bool { request.hasCredentials || isAuthenticated }

    private var isSharedWithEqual: Bool {
        policy.coalescing == .equalRequests && !hasCredentials && !response.hasSetCookie
    }

    private func refusal(of responseTimes: ResponseTimes) -> StoringVerdict.Refusal? {
        guard isGet else { return .method }
        guard policy.storesResponses else { return .policy }
        let isUseful = response.hasValidator || responseTimes.spentAt > times.responded.nanoseconds
        return isUseful ? nil : .useless
    }

    // MARK: Until when

    private func responseTimes(lifetime: Int) -> ResponseTimes {
        let flags = response.directives.flags
        let bornAt = times.responded.nanoseconds - Freshness.initialAge(of: response, times: times)
        let freshUntil = flags.contains(.noCache) ? bornAt : bornAt + DeltaSeconds.nanoseconds(lifetime)
        let stale = staleness
        return ResponseTimes(
            bornAt: bornAt, freshUntil: freshUntil,
            staleWhileRevalidatingUntil: freshUntil + DeltaSeconds.nanoseconds(stale.whileRevalidating),
            staleOnErrorUntil: freshUntil + DeltaSeconds.nanoseconds(stale.onError))
    }

    /// What is forbidden to be served stale never is (RFC 9111, section 4.2.4). `s-maxage` forbids it, too (section
    /// 5.2.2.10), but not against the same response's own word, which is what origins write both for.
    private var staleness: (whileRevalidating: Int, onError: Int) {
        let said = response.directives
        guard said.flags.isDisjoint(with: [.noCache, .mustRevalidate, .proxyRevalidate]) else { return (0, 0) }
        let isShared = said.sharedMaxAge != nil
        return (
            said.staleWhileRevalidate ?? (isShared ? 0 : policy.staleWhileRevalidate.wholeSeconds),
            said.staleIfError ?? (isShared ? 0 : policy.staleIfError.wholeSeconds)
        )
    }
}

extension ResponseDirectives {
    /// Whether not even a client may ask for it stale (RFC 9111, section 4.2.4).
    var forbidsStale: Bool {
        !flags.isDisjoint(with: [.noCache, .mustRevalidate, .proxyRevalidate]) || sharedMaxAge != nil
    }
}
