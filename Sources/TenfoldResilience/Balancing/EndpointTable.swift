/// What an `EndpointPool` does, for endpoints that are known by their position.
///
/// Apart from the pool, which knows them by their owner's numbers, some of which may have left.
struct EndpointTable: Sendable {
    let options: BalancingOptions
    private(set) var endpoints: [Endpoint] = []
    private var nextTicket: UInt64 = 0
    private var picksSinceTry = 0
    /// How many are not healthy; zero lets a pick go without a look at each.
    private(set) var outCount = 0
    /// What is known of all together stands in for what is not known of one.
    private var typical = EndpointCost()

    init(_ options: BalancingOptions) { self.options = options }

    /// - Parameter kept: for each endpoint from now on, its position until now; nil for a new one.
    mutating func update(keeping kept: [Int?], now: Duration) {
        let isFirst = endpoints.isEmpty
        endpoints = kept.map { $0.map { endpoints[$0] } ?? Endpoint(startsSlowly: !isFirst, now: now) }
        countOut()
    }

    /// Which endpoint gets an attempt. There has to be one.
    ///
    /// - Parameter draw: random bits, evenly spread.
    mutating func pick(
        now: Duration, excluding tried: [Int], _ draw: () -> UInt64
    ) -> (position: Int, ticket: UInt64, isTrial: Bool) {
        let ticket = nextTicket
        nextTicket += 1
        if let position = dueForTrial(now: now, excluding: tried) {
            endpoints[position].health.beginTrial(ticket: ticket, now: now)
            endpoints[position].start(ticket: ticket, now: now)
            return (position, ticket, true)
        }
        let neglected = neglected(now: now, excluding: tried)
        let position = neglected ?? cheaperOfTwo(now: now, excluding: tried, draw)
        endpoints[position].start(ticket: ticket, now: now)
        return (position, ticket, neglected != nil)
    }

    mutating func ended(
        _ position: Int, ticket: UInt64, isTrial: Bool, _ outcome: AttemptOutcome, now: Duration
    ) {
        guard let startedAt = endpoints[position].pending.remove(ticket: ticket) else { return }
        let took = max(.zero, now - startedAt)
        endpoints[position].learn(outcome, took: took, isTrial: isTrial, now: now, decay: options.decay)
        if outcome == .success { typical.succeeded(took: took, now: now, decay: options.decay) }
        let before = endpoints[position].health.state
        judge(position, outcome, ticket: ticket, startedAt: startedAt, now: now)
        if endpoints[position].health.state != before { countOut() }
    }

    func count(outFor cause: EndpointHealth.Cause) -> Int {
        outCount == 0 ? 0 : endpoints.indices.count { endpoints[$0].health.isOut(for: cause) }
    }

    private mutating func countOut() {
        outCount = endpoints.indices.count { !endpoints[$0].health.isHealthy }
    }
}

// MARK: Choosing

extension EndpointTable {
    private func dueForTrial(now: Duration, excluding tried: [Int]) -> Int? {
        guard outCount > 0 else { return nil }
        return endpoints.indices.first { endpoints[$0].health.isDueForTrial(now: now) && !tried.contains($0) }
    }

    /// The healthy one that was not chosen for the longest time, if it is long and enough requests were sent since the
    /// last of these.
    private mutating func neglected(now: Duration, excluding tried: [Int]) -> Int? {
        picksSinceTry += 1
        guard picksSinceTry >= options.requestsBetweenTries else { return nil }
        picksSinceTry = 0
        return endpoints.indices
            .filter { position in
                endpoints[position].health.isHealthy && endpoints[position].pending.count == 0
                    && now - endpoints[position].pickedAt >= options.neglect && !tried.contains(position)
            }
            .min { endpoints[$0].pickedAt < endpoints[$1].pickedAt }
    }

    private func cheaperOfTwo(now: Duration, excluding tried: [Int], _ draw: () -> UInt64) -> Int {
        let some = outCount == 0 && tried.isEmpty ? nil : candidates(excluding: tried)
        let count = some?.count ?? endpoints.count
        guard count > 1 else { return some?[0] ?? 0 }
        let first = Self.number(below: count, draw())
        let other = Self.number(below: count - 1, draw())
        let second = other < first ? other : other + 1
        return cheaper(some?[first] ?? first, some?[second] ?? second, now: now, draw)
    }

    /// During slow start a candidate is put back by chance, so that its share of requests rises as its weight does.
    private func cheaper(_ first: Int, _ second: Int, now: Duration, _ draw: () -> UInt64) -> Int {
        let staysFirst = stays(first, now: now, draw)
        let staysSecond = stays(second, now: now, draw)
        guard staysFirst == staysSecond else { return staysFirst ? first : second }
        let assumed = typical.latency(now: now, decay: options.decay) ?? 0
        let firstCost = endpoints[first].estimate(assumed: assumed, now: now, options: options)
        let secondCost = endpoints[second].estimate(assumed: assumed, now: now, options: options)
        return secondCost < firstCost ? second : first
    }

    private func stays(_ position: Int, now: Duration, _ draw: () -> UInt64) -> Bool {
        let weight = endpoints[position].weight(now: now, options: options)
        return weight >= 1 || Double(draw() >> 11) * 0x1p-53 < weight
    }

    /// The high half of the product is evenly spread over `0..<count`.
    private static func number(below count: Int, _ bits: UInt64) -> Int {
        Int(bits.multipliedFullWidth(by: UInt64(count)).high)
    }

    /// Healthy ones, but in a panic all that can be reached; untried ones rather than tried ones. Never empty.
    private func candidates(excluding tried: [Int]) -> [Int] {
        let reachable = endpoints.indices.filter { !endpoints[$0].health.isOut(for: .unreachable) }
        let healthy = reachable.filter { endpoints[$0].health.isHealthy }
        let isPanic = Double(healthy.count) < options.panicBelowShare * Double(reachable.count)
        for group in isPanic ? [reachable] : [healthy, reachable] {
            let untried = group.filter { !tried.contains($0) }
            if !untried.isEmpty { return untried }
            if !group.isEmpty { return group }
        }
        let untried = endpoints.indices.filter { !tried.contains($0) }
        return untried.isEmpty ? Array(endpoints.indices) : untried
    }
}

// MARK: Judging

extension EndpointTable {
    mutating func judge(
        _ position: Int, _ outcome: AttemptOutcome, ticket: UInt64, startedAt: Duration, now: Duration
    ) {
        switch endpoints[position].health.state {
        case .healthy: judgeHealthy(position, outcome, now: now)
        case .onTrial(_, ticket): judgeTrial(position, outcome, now: now)
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
        endpoints.count - outCount > 1
            && count(outFor: .failures) < max(1, Int(Double(endpoints.count) * options.maximumEjectedShare))
    }
}
