package import NIOCore
import Synchronization
import TenfoldCore
package import TenfoldHTTP

extension HTTPCache {
    /// What the cache has for a request: no key is made, nothing of a body is copied. Whether the client may see it at all
    /// has to be known before.
    ///
    /// - Parameters:
    ///   - bytes: begin with the head.
    ///   - isAuthenticated: the gateway knows who asks by something else than `Authorization` or a cookie.
    package func lookUp(
        _ head: RequestHeadIndex, in bytes: ByteBuffer, scheme: HTTPScheme, isAuthenticated: Bool = false,
        policy: HTTPCachePolicy, now: NIODeadline
    ) -> HTTPCacheAnswer {
        let span = bytes.readableBytesUInt8Span
        let facts = RequestFacts(head, span)
        if let bypass = facts.bypass(head) {
            metrics.count(.bypass)
            return .bypass(bypass)
        }
        let probe = KeyProbe(head, span, host: facts.host, scheme, hasher)
        let found = find(probe, policy.partition, head, bytes, now: now.nanoseconds)
        guard let found, !found.isImplicit || !(facts.hasCredentials || isAuthenticated) else {
            return facts.directives.flags.contains(.onlyIfCached) ? countedTimeout() : .miss
        }
        let use = ResponseUse(found, for: facts.directives, policy, now: now.nanoseconds)
        guard use == .fresh else { return stale(found, use, facts.directives, policy, now: now.nanoseconds) }
        metrics.count(.hit)
        let age = found.age(at: now)
        if facts.isConditional, Preconditions.isNotModified(head, span, facts, found) {
            return .notModified(found, age: age)
        }
        return .hit(found, age: age)
    }

    @inline(__always)
    private func find(
        _ probe: KeyProbe, _ partition: UInt64, _ head: RequestHeadIndex, _ bytes: ByteBuffer, now: Int64
    ) -> StoredResponse? {
        let stripe = stripe(of: probe.hash)
        let (found, difference) = stripe.state.withLock { stripe in
            let found = stripe.lookUp(probe, partition: partition, head, bytes, now: now)
            // Only a miss can have changed what is held: by a response that was spent.
            return (found, found == nil ? stripe.takeChanges() : nil)
        }
        if let difference { metrics.add(difference) }
        return found
    }

    private func stale(
        _ found: StoredResponse, _ use: ResponseUse, _ directives: RequestDirectives, _ policy: HTTPCachePolicy,
        now: Int64
    ) -> HTTPCacheAnswer {
        let allowed = policy.honoursRequestDirectives ? directives.staleIfError : nil
        let stale = StaleResponse(
            response: found, age: found.times.age(at: now), mayServeWhileRevalidating: use == .staleWhileRevalidating,
            onErrorUntil: use == .refusedByClient ? .min : found.staleOnErrorUntil(allowing: allowed))
        guard directives.flags.contains(.onlyIfCached), !stale.mayServeWhileRevalidating else { return .stale(stale) }
        return countedTimeout()
    }

    private func countedTimeout() -> HTTPCacheAnswer {
        metrics.count(.miss)
        return .gatewayTimeout
    }
}

extension RequestFacts {
    /// Why the cache has no part in the request; nil where it has.
    @inline(__always)
    func bypass(_ head: RequestHeadIndex) -> HTTPCacheAnswer.Bypass? {
        switch head.method {
        case .get?, .head?: break
        default: return .method
        }
        if head.hasBody || head.flags.contains(.upgrade) { return .method }
        guard flags.isDisjoint(with: [.range, .originPrecondition]) else {
            return flags.contains(.range) ? .range : .precondition
        }
        if directives.flags.contains(.noStore) { return .noStore }
        return flags.contains(.hasHost) && !host.isEmpty ? nil : .noHost
    }
}
