import NIOCore

/// What a client has on one event loop: the connections to each endpoint, the calls that wait for one, and the timers.
// Unchecked: every variable is touched only on the loop.
final class ClientPool: @unchecked Sendable {
    /// How much later than its deadline a call may end.
    private static let deadlineGrain = Duration.milliseconds(10)

    let loop: any EventLoop
    let options: HTTPClient.Options
    let metrics: ClientMetrics
    let sends: SendBatch
    private(set) var isClosing = false
    // Both hold without checks of exclusive access, which every call would pay for: no access calls what could come back.
    @exclusivity(unchecked) private var endpoints: [HTTPEndpoint: EndpointPool] = [:]
    /// When deadlines are looked at next, if a look is due.
    @exclusivity(unchecked) private var nextLook: ContinuousClock.Instant?
    private var sweepIsDue = false
    private var emptied: EventLoopPromise<Void>?

    init(loop: any EventLoop, options: HTTPClient.Options, metrics: ClientMetrics) {
        self.loop = loop
        self.options = options
        self.metrics = metrics
        sends = SendBatch(loop: loop)
    }

    // MARK: Calls

    /// Begins a call; from any thread, at once on the loop.
    func begin(_ call: ClientCall, _ continuation: ClientCall.Continuation, now: ContinuousClock.Instant) {
        if loop.inEventLoop { return start(call, continuation, now: now) }
        loop.execute { self.start(call, continuation, now: now) }
    }

    private func start(_ call: ClientCall, _ continuation: ClientCall.Continuation, now: ContinuousClock.Instant) {
        guard call.begin(continuation) else { return }
        guard !isClosing else { return fail(call, HTTPClientError.clientClosed) }
        guard call.deadline > now else { return fail(call, HTTPClientError.waitedTooLong(call.endpoint)) }
        lookForDeadlines(at: call.deadline, now: now)
        endpoint(call.endpoint).take(call)
    }

    /// Ends a call with `CancellationError`; from any thread.
    func cancel(_ call: ClientCall) {
        loop.execute {
            guard !call.hasEnded else { return }
            if let connection = call.connection { return connection.abandon(CancellationError()) }
            // One that is neither there nor waiting has not begun: it ends when it does.
            guard call.isWaiting else { return call.fail(CancellationError()) }
            self.endpoints[call.endpoint]?.endWaiting(call, CancellationError())
        }
    }

    /// Ends a call with an error, and counts what is a refusal of the client's own.
    func fail(_ call: ClientCall, _ error: any Error) {
        if let refusal = (error as? HTTPClientError)?.refusal { metrics.count(refusal) }
        call.fail(error)
    }

    private func endpoint(_ endpoint: HTTPEndpoint) -> EndpointPool {
        if let known = endpoints[endpoint] { return known }
        let new = EndpointPool(endpoint, pool: self)
        endpoints[endpoint] = new
        sweepSoon()
        return new
    }

    // MARK: Time

    /// One timer for all deadlines: it runs when the first of them is over, and not for each call.
    @inline(__always)
    private func lookForDeadlines(at deadline: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        if let nextLook, nextLook <= deadline + Self.deadlineGrain { return }
        scheduleLook(at: deadline, now: now)
    }

    private func scheduleLook(at deadline: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        let look = max(deadline, now) + Self.deadlineGrain
        nextLook = look
        loop.scheduleTask(in: TimeAmount(look - now)) { self.look(scheduledFor: look) }
    }

    private func look(scheduledFor time: ContinuousClock.Instant) {
        // An earlier look was scheduled behind this one.
        guard nextLook == time else { return }
        nextLook = nil
        let now = ContinuousClock.now
        var earliest: ContinuousClock.Instant?
        for endpoint in Array(endpoints.values) {
            guard let next = endpoint.endOverdue(now) else { continue }
            earliest = min(earliest ?? next, next)
        }
        if let earliest { lookForDeadlines(at: earliest, now: now) }
    }

    private func sweepSoon() {
        guard !sweepIsDue else { return }
        sweepIsDue = true
        loop.scheduleTask(in: TimeAmount(options.sweepInterval)) { self.sweep() }
    }

    /// Closes what has been idle for long, and forgets endpoints of which nothing is left.
    private func sweep() {
        sweepIsDue = false
        metrics.recordWaiting()
        let now = ContinuousClock.now
        for endpoint in Array(endpoints.values) { endpoint.closeIdle(now) }
        endpoints = endpoints.filter { !$0.value.isEmpty }
        if !endpoints.isEmpty { sweepSoon() }
    }

    // MARK: Shutdown

    func drain(grace: Duration) {
        isClosing = true
        for endpoint in Array(endpoints.values) { endpoint.drain() }
        endpointWasEmptied()
        guard endpoints.values.contains(where: { !$0.isEmpty }) else { return }
        loop.scheduleTask(in: TimeAmount(grace)) {
            for endpoint in Array(self.endpoints.values) { endpoint.cut() }
        }
    }

    /// Succeeds when nothing is left.
    func whenEmpty() -> EventLoopFuture<Void> {
        if endpoints.values.allSatisfy(\.isEmpty) { return loop.makeSucceededVoidFuture() }
        let promise = emptied ?? loop.makePromise(of: Void.self)
        emptied = promise
        return promise.futureResult
    }

    func endpointWasEmptied() {
        guard isClosing, endpoints.values.allSatisfy(\.isEmpty) else { return }
        emptied.take()?.succeed()
    }
}
