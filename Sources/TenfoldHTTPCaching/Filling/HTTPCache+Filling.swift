package import NIOCore
import TenfoldCache
package import TenfoldHTTP

extension HTTPCache {
    /// Begins to take in a response. Nil where it is neither kept nor shared; the response goes on to the client all the
    /// same.
    ///
    /// - Parameters:
    ///   - bytes: begin with the response's head.
    package func beginFill(
        _ request: CacheRequest, head: ResponseHeadIndex, in bytes: ByteBuffer, times: ExchangeTimes
    ) -> Fill? {
        let facts = ResponseFacts(
            head, bytes, toHead: request.isHead, surrogateNames: request.policy.surrogateNames, now: times.wallSeconds)
        guard let draft = draft(request, head, bytes, facts, times) else { return nil }
        let length: Int? = if case .length(let count) = facts.framing { count } else { nil }
        return Fill(self, draft, length: length, limit: request.policy.maximumObjectBytes)
    }

    /// Nil where it is neither kept nor shared.
    func draft(
        _ request: CacheRequest, _ head: ResponseHeadIndex, _ bytes: ByteBuffer, _ facts: ResponseFacts,
        _ times: ExchangeTimes
    ) -> ResponseDraft? {
        let vary = VaryNames.parse(facts.varyValues, in: bytes.readableBytesUInt8Span)
        let rules = StoringRules(
            request: request.facts, isGet: !request.isHead, isAuthenticated: request.isAuthenticated, response: facts,
            vary: vary, policy: request.policy, times: times)
        let verdict = rules.verdict
        if verdict.refusal == .tooLarge { metrics.count(.objectBytes) }
        guard verdict.refusal == nil || verdict.sharing != .nobody else { return nil }
        return draft(request, head, bytes, facts, vary, verdict, times)
    }

    private func draft(
        _ request: CacheRequest, _ head: ResponseHeadIndex, _ bytes: ByteBuffer, _ facts: ResponseFacts,
        _ vary: VaryNames.Parsed, _ verdict: StoringVerdict, _ times: ExchangeTimes
    ) -> ResponseDraft? {
        let span = bytes.readableBytesUInt8Span
        var selection: VarySelection?
        if case .some(let names) = vary {
            selection = VarySelection(names, of: request.head, in: request.bytes.readableBytesUInt8Span)
            guard selection != nil else {
                metrics.count(.vary)
                return nil
            }
        }
        guard let surrogateKeys = SurrogateKeys.parse(facts.surrogateValues, in: span, hasher) else {
            metrics.count(.surrogateKeys)
            return nil
        }
        let withheld = WithheldFields(
            facts, bytes, policy: request.policy, toHead: request.isHead, forOneClient: false)
        guard let stored = StoredHeadWriter.write(head, bytes, facts, without: withheld, now: times.wallSeconds) else {
            return nil
        }
        return ResponseDraft(
            request: request, status: head.status, head: stored, selection: selection, verdict: verdict,
            forbidsStale: facts.directives.forbidsStale, receivedAt: times.wallSeconds, surrogateKeys: surrogateKeys,
            policyHash: request.key.hash ^ request.policy.partition &* 0x9e37_79b9_7f4a_7c15
                ^ (selection.map { hasher.hash($0.values) } ?? 0),
            saysLength: !request.isHead && head.status != 204)
    }

    /// Keeps a response, unless what it shows was invalidated since it was asked for. True where it is kept.
    @discardableResult
    func store(_ response: StoredResponse, ticket: UInt64) -> Bool {
        let outcome = change(stripe(of: response.key.hash)) { [invalidations] stripe -> Bool? in
            guard !invalidations.isOutdated(ticket, response.key.hash, response.surrogateKeys) else { return nil }
            return stripe.store(response)
        }
        if outcome == nil { metrics.count(.outdated) }
        return outcome == true
    }

    /// Room for so many bytes of a body that is on its way; it is given back when its fill ends.
    func takesFill(_ count: Int) -> Bool {
        metrics.fillBytes.add(count)
        guard metrics.fillBytes.now > limits.fillBytes else { return true }
        metrics.fillBytes.add(-count)
        return false
    }
}
