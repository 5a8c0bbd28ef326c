package import NIOCore
package import TenfoldHTTP

/// What a 304 to the cache's own condition makes of a stored response.
package enum Freshened: Sendable {
    /// To be served now; it is in the cache in the old one's place, if it may be.
    case response(StoredResponse, isShareable: Bool)
    /// The 304 is for another representation: the origin has to be asked again, without a condition.
    case mismatch
}

extension HTTPCache {
    /// Takes in a 304 to the condition that a `RewrittenRequest` had.
    ///
    /// - Parameters:
    ///   - bytes: begin with the 304's head.
    package func freshen(
        _ stored: StoredResponse, for request: CacheRequest, by head: ResponseHeadIndex, in bytes: ByteBuffer,
        times: ExchangeTimes
    ) -> Freshened {
        guard isAbout(stored, head, bytes, times), let merged = MergedHead.make(stored, renewedBy: head, in: bytes)
        else {
            drop(stored)
            return .mismatch
        }
        let facts = ResponseFacts(
            merged.head, merged.bytes, toHead: true, surrogateNames: request.policy.surrogateNames,
            now: times.wallSeconds)
        guard var draft = draft(request, merged.head, merged.bytes, facts, times) else {
            drop(stored)
            return forOneClient(stored, request, merged.head, merged.bytes, facts, times)
        }
        // Those that were stripped from the stored head are still its keys.
        if facts.surrogateValues.isEmpty { draft = draft.bearing(stored.surrogateKeys) }
        let response = StoredResponse(draft, body: stored.body)
        let isStored = draft.verdict.refusal == nil
        // With another `Vary` it would not take the old one's place.
        if !isStored || !response.replaces(stored) { drop(stored) }
        if isStored { store(response, ticket: request.ticket) }
        return .response(response, isShareable: draft.verdict.sharing == .selected)
    }

    /// Whether the 304 names no other representation than the one that was asked about (RFC 9111, section 4.3.4).
    private func isAbout(
        _ stored: StoredResponse, _ head: ResponseHeadIndex, _ bytes: ByteBuffer, _ times: ExchangeTimes
    ) -> Bool {
        let facts = ResponseFacts(head, bytes, toHead: false, surrogateNames: [], now: times.wallSeconds)
        if let tag = facts.entityTag {
            guard let own = stored.head.entityTag else { return false }
            let ownBytes = stored.head.bytes
            return bytes.readableBytesUInt8Span.isEqual(tag.opaque, to: ownBytes.readableBytesUInt8Span, own.opaque)
        }
        if let changed = facts.lastModified, let own = stored.head.lastModified {
            return changed.seconds == own.seconds
        }
        return true
    }

    /// What the 304 says forbids to keep or share it: it is this client's alone, with all that is for it.
    private func forOneClient(
        _ stored: StoredResponse, _ request: CacheRequest, _ head: ResponseHeadIndex, _ bytes: ByteBuffer,
        _ facts: ResponseFacts, _ times: ExchangeTimes
    ) -> Freshened {
        let withheld = WithheldFields(facts, bytes, policy: request.policy, toHead: false, forOneClient: true)
        guard let written = StoredHeadWriter.write(head, bytes, facts, without: withheld, now: times.wallSeconds) else {
            return .mismatch
        }
        let age = Freshness.initialAge(of: facts, times: times)
        let bornAt = times.responded.nanoseconds - age
        let spent = ResponseTimes(
            bornAt: bornAt, freshUntil: bornAt, staleWhileRevalidatingUntil: bornAt, staleOnErrorUntil: bornAt)
        let draft = ResponseDraft(
            request: request, status: stored.status, head: written, selection: nil,
            verdict: StoringVerdict(refusal: .isPrivate, times: spent), forbidsStale: true,
            receivedAt: times.wallSeconds, surrogateKeys: [], policyHash: 0, saysLength: stored.status != 204)
        return .response(StoredResponse(draft, body: stored.body), isShareable: false)
    }
}

extension ResponseDraft {
    fileprivate func bearing(_ surrogateKeys: [UInt64]) -> ResponseDraft {
        ResponseDraft(
            request: request, status: status, head: head, selection: selection, verdict: verdict,
            forbidsStale: forbidsStale, receivedAt: receivedAt, surrogateKeys: surrogateKeys, policyHash: policyHash,
            saysLength: saysLength)
    }
}
