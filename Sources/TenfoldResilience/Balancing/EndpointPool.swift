/// Chooses one of a callee's endpoints for each attempt.
///
/// Two are drawn at random, and the one that is expected to cost less gets the request (Mitzenmacher, "The Power of Two
/// Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001; cost as in Finagle's `PeakEwma`, see `EndpointCost`).
/// Endpoints that fail are ejected for a while (Envoy's outlier detection), those that cannot be reached get nothing
/// until a trial finds them back, and new ones get their share little by little.
///
/// Every `pick` has to be followed by `ended`, or the request counts as pending forever.
///
/// Endpoints are known by numbers that their owner gives them: generic code would be run unspecialized by other modules,
/// at many times the cost.
package struct EndpointPool: Sendable {
    /// An attempt that was given an endpoint.
    package struct Pick: Hashable, Sendable {
        package let endpoint: Int
        /// Whether the request is a trial: of an endpoint that was out, or was not chosen for long.
        package let isTrial: Bool
        let ticket: UInt64
        /// Where it was, while the endpoints are those of that generation.
        let position: Int
        let generation: Int
    }

    private var table: EndpointTable
    private var ids: [Int] = []
    private var positions: [Int: Int] = [:]
    private var generation = 0

    package init(_ options: BalancingOptions = BalancingOptions()) {
        table = EndpointTable(options)
    }

    /// The endpoints from now on. Those that stay keep what is known of them; new ones start slowly, unless the pool was
    /// empty.
    package mutating func update(_ endpoints: [Int], now: Duration) {
        var next: [Int: Int] = [:]
        ids = endpoints.filter { id in
            guard next[id] == nil else { return false }
            next[id] = next.count
            return true
        }
        table.update(keeping: ids.map { positions[$0] }, now: now)
        positions = next
        generation += 1
    }

    /// An endpoint for one attempt; nil if there are none at all.
    ///
    /// - Parameters:
    ///   - tried: those this request was sent to already; they are chosen again only for want of others.
    ///   - draw: random bits, evenly spread.
    package mutating func pick(now: Duration, excluding tried: [Int] = [], drawing draw: () -> UInt64) -> Pick? {
        guard !ids.isEmpty else { return nil }
        let tried = tried.isEmpty ? [] : tried.compactMap { positions[$0] }
        let (position, ticket, isTrial) = table.pick(now: now, excluding: tried, draw)
        return Pick(
            endpoint: ids[position], isTrial: isTrial, ticket: ticket, position: position, generation: generation)
    }

    package mutating func pick(
        now: Duration, excluding tried: [Int] = [], using random: inout some RandomNumberGenerator
    ) -> Pick? {
        pick(now: now, excluding: tried) { random.next() }
    }

    /// Tells how an attempt ended. A second time, or after the endpoint has left, it does nothing.
    package mutating func ended(_ pick: Pick, _ outcome: AttemptOutcome, now: Duration) {
        let known = pick.generation == generation ? pick.position : positions[pick.endpoint]
        guard let position = known else { return }
        table.ended(position, ticket: pick.ticket, isTrial: pick.isTrial, outcome, now: now)
    }
}

// MARK: For metrics

extension EndpointPool {
    package var count: Int { ids.count }
    package var healthyCount: Int { ids.count - table.outCount }
    /// Out for failures, or on trial after that.
    package var ejectedCount: Int { table.count(outFor: .failures) }
    /// Out because nobody listened, or on trial after that.
    package var unreachableCount: Int { table.count(outFor: .unreachable) }
    package var pendingCount: Int { table.endpoints.reduce(0) { $0 + $1.pending.count } }

    package func pendingCount(of id: Int) -> Int { positions[id].map { table.endpoints[$0].pending.count } ?? 0 }

    /// The moving average of its latency; nil while nothing is known.
    package func latency(of id: Int, now: Duration) -> Duration? {
        positions[id].flatMap { table.endpoints[$0].cost.latency(now: now, decay: table.options.decay) }
            .map { .seconds($0) }
    }
}
