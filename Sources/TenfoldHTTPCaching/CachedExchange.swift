package import NIOCore
package import TenfoldHTTP

/// Leads one request that goes on to the origin through the cache: what the origin is asked, what becomes of its answer, and
/// what those get who wait for it. It belongs to whoever asks the origin, on that one's loop.
package final class CachedExchange {
    /// What is to be done with the origin's answer.
    package enum Step: Sendable {
        /// It goes to the client as it comes; its body is also handed to `append`, its end to `responseEnded`.
        case forward
        /// The client gets this, or the 304 that stands for it; the origin's answer is read to its end and dropped.
        case serve(StoredResponse, age: Int)
        /// The origin's answer is of no use: it is read to its end and dropped, and `upstream` is sent, which is another
        /// request now.
        case askAgain
    }

    private let cache: HTTPCache
    package let request: CacheRequest
    private let requested: NIODeadline
    /// Nobody asked for it at this moment.
    private let isBackground: Bool
    private var stale: StaleResponse?
    private var flight: Flight?
    private var fill: Fill?
    /// The client has its answer, or a part of it.
    private var isAnswered = false
    private var isCounted = false
    private var now: NIODeadline

    /// What the origin is to be asked.
    package private(set) var upstream: RewrittenRequest

    /// - Parameters:
    ///   - stale: what is to be revalidated.
    ///   - flight: those who wait.
    package init(
        _ cache: HTTPCache, _ request: CacheRequest, stale: StaleResponse? = nil, flight: Flight? = nil,
        now: NIODeadline
    ) {
        self.cache = cache
        self.request = request
        self.stale = stale
        self.flight = flight
        self.now = now
        requested = now
        isBackground = flight?.isBackground ?? false
        // Where nothing is going to be kept, the client's own conditions are of more use.
        let isKept = stale != nil || !cache.refusedKeys.contains(request.refusalHash, now)
        upstream = isKept ? RewrittenRequest(request, validating: stale?.response) : RewrittenRequest(request)
    }

    // MARK: What the origin does

    /// The head of a final response is there.
    ///
    /// - Parameters:
    ///   - bytes: begin with the head.
    ///   - wallSeconds: since 1970.
    package func responseBegan(
        _ head: ResponseHeadIndex, in bytes: ByteBuffer, now: NIODeadline, wallSeconds: Int
    ) -> Step {
        self.now = now
        let times = ExchangeTimes(requested: requested, responded: now, wallSeconds: wallSeconds)
        if head.status == 304, upstream.isConditional, let stale { return renew(stale, head, bytes, times) }
        if CacheableStatus.isOriginFailure(head.status), let served = serveStale() { return served }
        isAnswered = true
        fill = cache.beginFill(request, head: head, in: bytes, times: times)
        dropSuperseded(head.status)
        announce(head.status)
        return .forward
    }

    /// A piece of the body that goes to the client, without the framing of chunks.
    package func append(_ piece: ByteBuffer) {
        guard let fill, !fill.append(piece) else { return }
        self.fill = nil
        refuse()
    }

    /// The answer that goes to the client is whole.
    package func responseEnded() {
        count(.miss)
        if let fill = fill.take(), let response = fill.commit() {
            flight.take()?.land(response, sharing: fill.sharing)
        } else {
            flight.take()?.release()
        }
    }

    /// The origin cannot be reached, or broke off. What the client gets instead, if its answer has not begun.
    package func failed(now: NIODeadline) -> Step? {
        self.now = now
        if !isAnswered, let served = serveStale() { return served }
        count(.miss)
        end()
        return nil
    }

    /// The client is gone, and the request with it.
    package func clientLeft() {
        fill.take()?.abandon()
        flight.take()?.leaderLeft()
    }

    // MARK: Steps

    private func renew(
        _ stale: StaleResponse, _ head: ResponseHeadIndex, _ bytes: ByteBuffer, _ times: ExchangeTimes
    ) -> Step {
        switch cache.freshen(stale.response, for: request, by: head, in: bytes, times: times) {
        case .response(let response, let isShareable):
            isAnswered = true
            count(.revalidated)
            if isShareable { flight.take()?.land(response, sharing: .selected) } else { end() }
            return .serve(response, age: response.age(at: now))
        case .mismatch:
            self.stale = nil
            upstream = RewrittenRequest(request, validating: nil)
            return .askAgain
        }
    }

    private func serveStale() -> Step? {
        guard let stale, stale.mayServeOnError(at: now) else { return nil }
        isAnswered = true
        count(.stale)
        flight.take()?.land(stale.response, sharing: .selected)
        return .serve(stale.response, age: stale.response.age(at: now))
    }

    /// What was asked about has another answer now, which is not kept.
    private func dropSuperseded(_ status: Int) {
        guard let stale, status < 500, !request.isHead, fill?.isStored != true else { return }
        cache.drop(stale.response)
    }

    /// Whether it is of use to go on waiting.
    private func announce(_ status: Int) {
        switch fill?.sharing {
        case .selected?: break
        case .equal?: flight?.closes()
        // An error of the moment says nothing of the next answer.
        case .nobody?, nil: if status < 500 { refuse() } else { flight.take()?.release() }
        }
    }

    /// Nobody else gets this answer, nor most likely the next.
    private func refuse() {
        cache.refusedKeys.note(request.refusalHash, now)
        flight.take()?.release()
    }

    private func end() {
        fill.take()?.abandon()
        flight.take()?.release()
    }

    private func count(_ outcome: HTTPCacheOutcome) {
        if !isBackground, !isCounted { cache.count(outcome) }
        isCounted = true
    }
}
