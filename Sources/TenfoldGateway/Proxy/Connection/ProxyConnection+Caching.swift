import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldResilience

/// Answers requests from the cache, lets equal ones wait for one answer, and takes answers of servers in.
extension ProxyConnection: FlightWaiter {
    /// Asks the cache before a server is asked.
    func consult(
        _ cache: RouteCache, _ head: RequestHeadIndex, _ bytes: ByteBuffer
    ) throws(HTTPRefusal) {
        let policy = cache.policy
        switch cache.store.lookUp(
            head, in: bytes, scheme: httpScheme, isAuthenticated: principal != nil, policy: policy, now: startedAt)
        {
        case .hit(let stored, let age): serve(stored, age: age)
        case .notModified(let stored, let age): serveNotModified(stored, age: age)
        case .gatewayTimeout: answer(LocalAnswer(.gatewayTimeout, "The cache has no answer, and no other was wanted."))
        case .bypass:
            if !head.isSafe { changing = ChangingRequest(cache: cache, head: head, bytes: bytes) }
            try sendOn(head, bytes)
        case .miss: try ask(cache, head, bytes, stale: nil)
        case .stale(let stale):
            guard stale.mayServeWhileRevalidating else { return try ask(cache, head, bytes, stale: stale) }
            revalidate(cache, head, bytes, stale)
            cache.store.count(.stale)
            serve(stale.response, age: stale.age)
        }
    }

    // MARK: Asking a server

    private func ask(
        _ cache: RouteCache, _ head: RequestHeadIndex, _ bytes: ByteBuffer, stale: StaleResponse?
    ) throws(HTTPRefusal) {
        guard
            let request = cache.store.request(
                head, in: bytes, scheme: httpScheme, isAuthenticated: principal != nil, policy: cache.policy)
        else { return try sendOn(head, bytes) }
        let until = startedAt + TimeAmount(cache.longestWait)
        switch cache.flights.join(request, as: self, until: until, now: startedAt) {
        case .alone: try exchange(cache, request, stale, flight: nil)
        case .leads(let flight): try exchange(cache, request, stale, flight: flight)
        case .waits(let place):
            waitingTurn = WaitingTurn(cache: cache, request: request, stale: stale, place: place)
        }
    }

    private func exchange(
        _ cache: RouteCache, _ request: CacheRequest, _ stale: StaleResponse?, flight: Flight?
    ) throws(HTTPRefusal) {
        let exchange = CachedExchange(cache.store, request, stale: stale, flight: flight, now: .now())
        self.exchange = exchange
        try sendOn(exchange.upstream.head, exchange.upstream.bytes)
    }

    /// On any thread.
    func flightEnded(_ outcome: FlightOutcome) {
        proxy.loop.execute { self.turnCame(outcome) }
    }

    private func turnCame(_ outcome: FlightOutcome) {
        guard let turn = waitingTurn.take() else {
            // The request has ended meanwhile: what it would have led is somebody else's.
            if case .leads(let flight) = outcome { flight.leaderLeft() }
            return
        }
        switch outcome {
        case .answer(let stored):
            let age = stored.age(at: .now())
            if stored.isNotModified(for: turn.request) {
                serveNotModified(stored, age: age)
            } else {
                serve(stored, age: age)
            }
        case .alone: goOn(turn, flight: nil)
        case .leads(let flight): goOn(turn, flight: flight)
        }
        advanceBehindHeldHead()
    }

    private func goOn(_ turn: WaitingTurn, flight: Flight?) {
        do throws(HTTPRefusal) {
            try exchange(turn.cache, turn.request, turn.stale, flight: flight)
        } catch {
            answer(error)
        }
    }

    /// Asks a server once more with another request: what the first answered was of no use.
    func askAgain() {
        guard let exchange else { return }
        do throws(HTTPRefusal) {
            try sendOn(exchange.upstream.head, exchange.upstream.bytes)
        } catch {
            answer(error)
        }
    }

    /// The server's answer is of use to the cache alone. Its connection is with its pool again, or gone.
    func answeredFromCache(_ step: CachedExchange.Step, isFailure: Bool) {
        if var ended = attempt.take() {
            ended.connection = nil
            settle(ended, isFailure ? .failure : .success, at: .now())
        }
        switch step {
        case .serve(let stored, let age):
            if let request = exchange?.request, stored.isNotModified(for: request) {
                serveNotModified(stored, age: age)
            } else {
                serve(stored, age: age)
            }
        case .askAgain: askAgain()
        case .forward: break
        }
    }

    /// Whether the cache has something for a client whose server has failed; then it is served.
    func servesDespiteFailure() -> Bool {
        guard case .serve(let stored, let age)? = exchange?.failed(now: .now()) else { return false }
        serve(stored, age: age)
        return true
    }

    /// Waits for no other request's answer any longer.
    func leaveTurn() {
        guard let turn = waitingTurn.take() else { return }
        _ = turn.place.leave()
    }

    // MARK: Serving

    func serve(_ stored: StoredResponse, age: Int) {
        status = stored.status
        var bytes = ByteBuffer()
        let rest = stored.write(
            age: age, connection: servedConnection, toHead: isHead, adding: responseLines, into: &bytes)
        write(bytes)
        if let rest { write(rest) }
        served()
    }

    private func serveNotModified(_ stored: StoredResponse, age: Int) {
        status = 304
        var bytes = ByteBuffer()
        stored.writeNotModified(age: age, connection: servedConnection, adding: responseLines, into: &bytes)
        write(bytes)
        served()
    }

    private var servedConnection: ServedConnection { closesAfterwards ? .close : isHTTP10 ? .keepAlive : .unsaid }

    private var httpScheme: HTTPScheme { scheme == "https" ? .https : .http }

    // MARK: Behind a client's back

    /// Has a stale response renewed by a request that no client waits for.
    private func revalidate(
        _ cache: RouteCache, _ head: RequestHeadIndex, _ bytes: ByteBuffer, _ stale: StaleResponse
    ) {
        guard
            let request = cache.store.request(
                head, in: bytes, scheme: httpScheme, isAuthenticated: principal != nil, policy: cache.policy),
            let flight = cache.flights.beginRevalidation(request)
        else { return }
        let ghost = ProxyConnection(proxy, .http1, scheme: scheme)
        ghost.becomeBackground(of: self)
        ghost.run(CachedExchange(cache.store, request, stale: stale, flight: flight, now: startedAt))
    }

    private func run(_ exchange: CachedExchange) {
        self.exchange = exchange
        do throws(HTTPRefusal) {
            try sendOn(exchange.upstream.head, exchange.upstream.bytes)
        } catch {
            ended()
        }
    }
}

/// A route's part of the gateway's cache.
struct RouteCache: Sendable {
    let policy: HTTPCachePolicy
    /// How long a request waits for the answer to an equal one.
    let longestWait: Duration
    let store: HTTPCache
    let flights: FlightTable
}

/// A request that waits for the answer to an equal one.
struct WaitingTurn {
    let cache: RouteCache
    let request: CacheRequest
    let stale: StaleResponse?
    let place: FlightPlace
}

/// A request that may change what the cache holds.
struct ChangingRequest {
    let cache: RouteCache
    let head: RequestHeadIndex
    let bytes: ByteBuffer
}
