/// Chooses one of a callee's endpoints for each attempt.
///
/// Two are drawn at random, and the one that is expected to cost less gets the request (Mitzenmacher, "The Power of Two
/// Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001; cost as in Finagle's `PeakEwma`, see `EndpointCost`).
/// Endpoints that fail are ejected for a while (Envoy's outlier detection), those that cannot be reached get nothing
/// until a trial finds them back, and new ones get their share little by little.
///
/// Every `pick` has to be followed by `ended`, or the request counts as pending forever.
package struct EndpointPool<ID: Hashable & Sendable>: Sendable {
    /// An attempt that was given an endpoint.
    package struct Pick: Hashable, Sendable {
        package let endpoint: ID
        /// Whether the request is a trial: of an endpoint that was out, or was not chosen for long.
        package let isTrial: Bool
        let ticket: UInt64
    }

    private let options: BalancingOptions
    private var endpoints: [Endpoint<ID>] = []
    private var positions: [ID: Int] = [:]
    private var nextTicket: UInt64 = 0
    private var picksSinceTry = 0
    /// How many are not healthy; zero lets a pick go without a look at each.
    private var outCount = 0
    /// What is known of all together stands in for what is not known of one.
    private var typical = EndpointCost()

    package init(_ options: BalancingOptions = BalancingOptions()) {
        self.options = options
    }

    /// The endpoints from now on. Those that stay keep what is known of them; new ones start slowly, unless the pool was
    /// empty.
    package mutating func update(_ ids: [ID], now: Duration) {
        let isFirst = endpoints.isEmpty
        var next: [Endpoint<ID>] = []
        var nextPositions: [ID: Int] = [:]
        for id in ids where nextPositions[id] == nil {
            nextPositions[id] = next.count
            let known = positions[id].map { endpoints[$0] }
            next.append(known ?? Endpoint(id: id, startsSlowly: !isFirst, now: now))
        }
        endpoints = next
        positions = nextPositions
        countOut()
    }

    /// An endpoint for one attempt; nil if there are none at all.
    ///
    /// - Parameter tried: those this request was sent to already; they are chosen again only for want of others.
    package mutating func pick(
        now: Duration, excluding tried: [ID] = [], using random: inout some RandomNumberGenerator
    ) -> Pick? {
        guard !endpoints.isEmpty else { return nil }
        if let position = dueForTrial(now: now, excluding: tried) {
            endpoints[position].health.beginTrial(ticket: nextTicket, now: now)
            return start(position, isTrial: true, now: now)
        }
        if let position = neglected(now: now, excluding: tried) { return start(position, isTrial: true, now: now) }
        return start(cheaperOfTwo(now: now, excluding: tried, using: &random), isTrial: false, now: now)
    }

    /// Tells how an attempt ended. A second time, or after the endpoint has left, it does nothing.
    package mutating func ended(_ pick: Pick, _ outcome: AttemptOutcome, now: Duration) {
        guard let position = positions[pick.endpoint],
            let startedAt = endpoints[position].pending.remove(ticket: pick.ticket)
        else { return }
        let took = max(.zero, now - startedAt)
        endpoints[position].learn(outcome, took: took, isTrial: pick.isTrial, now: now, decay: options.decay)
        if outcome == .success { typical.succeeded(took: took, now: now, decay: options.decay) }
        judge(position, outcome, of: pick, startedAt: startedAt, now: now)
        countOut()
    }

    private mutating func start(_ position: Int, isTrial: Bool, now: Duration) -> Pick {
        let ticket = nextTicket
        nextTicket += 1
        endpoints[position].start(ticket: ticket, now: now)
        return Pick(endpoint: endpoints[position].id, isTrial: isTrial, ticket: ticket)
    }

    private mutating func countOut() {
        outCount = endpoints.count { !$0.health.isHealthy }
    }
}

// MARK: Choosing

extension EndpointPool {
    private func dueForTrial(now: Duration, excluding tried: [ID]) -> Int? {
        guard outCount > 0 else { return nil }
        return endpoints.firstIndex { $0.health.isDueForTrial(now: now) && !tried.contains($0.id) }
    }

    /// The healthy one that was not chosen for the longest time, if it is long and enough requests were sent since the
    /// last of these.
    private mutating func neglected(now: Duration, excluding tried: [ID]) -> Int? {
        picksSinceTry += 1
        guard picksSinceTry >= options.requestsBetweenTries else { return nil }
        picksSinceTry = 0
        return endpoints.indices
            .filter { position in
                let endpoint = endpoints[position]
                return endpoint.health.isHealthy && endpoint.pending.count == 0
                    && now - endpoint.pickedAt >= options.neglect && !tried.contains(endpoint.id)
            }
            .min { endpoints[$0].pickedAt < endpoints[$1].pickedAt }
    }

    private func cheaperOfTwo(
        now: Duration, excluding tried: [ID], using random: inout some RandomNumberGenerator
    ) -> Int {
        let some = outCount == 0 && tried.isEmpty ? nil : candidates(excluding: tried)
        let count = some?.count ?? endpoints.count
        let first = Int.random(in: 0..<count, using: &random)
        guard count > 1 else { return some?[first] ?? first }
        let other = Int.random(in: 0..<(count - 1), using: &random)
        let second = other < first ? other : other + 1
        return cheaper(some?[first] ?? first, some?[second] ?? second, now: now, using: &random)
    }

    /// During slow start a candidate is put back by chance, so that its share of requests rises as its weight does.
    private func cheaper(
        _ first: Int, _ second: Int, now: Duration, using random: inout some RandomNumberGenerator
    ) -> Int {
        let staysFirst = stays(first, now: now, using: &random)
        let staysSecond = stays(second, now: now, using: &random)
        guard staysFirst == staysSecond else { return staysFirst ? first : second }
        let assumed = typical.latency(now: now, decay: options.decay) ?? 0
        let firstCost = endpoints[first].estimate(assumed: assumed, now: now, options: options)
        let secondCost = endpoints[second].estimate(assumed: assumed, now: now, options: options)
        return secondCost < firstCost ? second : first
    }

    private func stays(_ position: Int, now: Duration, using random: inout some RandomNumberGenerator) -> Bool {
        let weight = endpoints[position].weight(now: now, options: options)
        return weight >= 1 || Double.random(in: 0..<1, using: &random) < weight
    }

    /// Healthy ones, but in a panic all that can be reached; untried ones rather than tried ones. Never empty.
    private func candidates(excluding tried: [ID]) -> [Int] {
        let reachable = endpoints.indices.filter { !endpoints[$0].health.isOut(for: .unreachable) }
        let healthy = reachable.filter { endpoints[$0].health.isHealthy }
        let isPanic = Double(healthy.count) < options.panicBelowShare * Double(reachable.count)
        for group in isPanic ? [reachable] : [healthy, reachable] {
            let untried = group.filter { !tried.contains(endpoints[$0].id) }
            if !untried.isEmpty { return untried }
            if !group.isEmpty { return group }
        }
        let untried = endpoints.indices.filter { !tried.contains(endpoints[$0].id) }
        return untried.isEmpty ? Array(endpoints.indices) : untried
    }
}

// MARK: Judging

extension EndpointPool {
    private mutating func judge(
        _ position: Int, _ outcome: AttemptOutcome, of pick: Pick, startedAt: Duration, now: Duration
    ) {
        switch endpoints[position].health.state {
        case .healthy: judgeHealthy(position, outcome, now: now)
        case .onTrial(_, pick.ticket): judgeTrial(position, outcome, now: now)
        case .out, .onTrial: judgeOther(position, outcome, startedAt: startedAt, now: now)
        }
    }

    private mutating func judgeHealthy(_ position: Int, _ outcome: AttemptOutcome, now: Duration) {
        switch outcome {
        case .success, .shed:
            endpoints[position].health.countSuccess()
        case .failure:
            endpoints[position].health.countFailure()
            let isIll = endpoints[position].health.failuresInRow >= options.consecutiveFailures
            if isIll, mayEjectOneMore { endpoints[position].health.eject(now: now, options: options) }
        case .unreachable:
            endpoints[position].health.beUnreachable(now: now, options: options)
        case .cancelled: break
        }
    }

    private mutating func judgeTrial(_ position: Int, _ outcome: AttemptOutcome, now: Duration) {
        switch outcome {
        case .success, .shed: comeBack(position, now: now)
        case .failure: failTrial(position, now: now)
        case .unreachable: endpoints[position].health.beUnreachable(now: now, options: options)
        case .cancelled: endpoints[position].health.postponeTrial(now: now, options: options)
        }
    }

    /// A process that is back but answers with faults counts as ejected, if the share allows it.
    private mutating func failTrial(_ position: Int, now: Duration) {
        if endpoints[position].health.isOut(for: .failures) || mayEjectOneMore {
            endpoints[position].health.eject(now: now, options: options)
        } else {
            comeBack(position, now: now)
        }
    }

    /// A request that is no trial, sent for want of better ones. If it was sent before, it is old news.
    private mutating func judgeOther(
        _ position: Int, _ outcome: AttemptOutcome, startedAt: Duration, now: Duration
    ) {
        let isNews = startedAt >= endpoints[position].health.since
        if outcome == .success, isNews { comeBack(position, now: now) }
    }

    private mutating func comeBack(_ position: Int, now: Duration) {
        endpoints[position].health.recover(now: now)
        endpoints[position].startedSlowlyAt = now
    }

    private var mayEjectOneMore: Bool {
        let ejected = endpoints.count { $0.health.isOut(for: .failures) }
        let healthy = endpoints.count { $0.health.isHealthy }
        return healthy > 1 && ejected < max(1, Int(Double(endpoints.count) * options.maximumEjectedShare))
    }
}

// MARK: For metrics

extension EndpointPool {
    package var count: Int { endpoints.count }
    package var healthyCount: Int { endpoints.count - outCount }
    /// Out for failures, or on trial after that.
    package var ejectedCount: Int { endpoints.count { $0.health.isOut(for: .failures) } }
    /// Out because nobody listened, or on trial after that.
    package var unreachableCount: Int { endpoints.count { $0.health.isOut(for: .unreachable) } }
    package var pendingCount: Int { endpoints.reduce(0) { $0 + $1.pending.count } }

    package func pendingCount(of id: ID) -> Int { positions[id].map { endpoints[$0].pending.count } ?? 0 }

    /// The moving average of its latency; nil while nothing is known.
    package func latency(of id: ID, now: Duration) -> Duration? {
        positions[id].flatMap { endpoints[$0].cost.latency(now: now, decay: options.decay) }.map { .seconds($0) }
    }
}
