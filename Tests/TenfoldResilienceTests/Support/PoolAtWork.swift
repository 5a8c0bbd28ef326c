import TenfoldCore

@testable import TenfoldResilience
@testable import resilience_simulation

/// A pool, a clock and seeded randomness: tests read as what happens to the pool.
final class PoolAtWork {
    var pool: EndpointPool
    var random = SeededRandom(seed: 42)
    var now = Duration.seconds(1_000)

    init(_ count: Int, _ options: BalancingOptions = BalancingOptions()) {
        pool = EndpointPool(options)
        pool.update(Array(0..<count), now: now)
    }

    func pick(excluding tried: [Int] = []) -> EndpointPool.Pick? {
        pool.pick(now: now, excluding: tried, using: &random)
    }

    /// One request after another, each ended as the closure says for its endpoint; answers how many each got.
    func run(
        _ requests: Int, every gap: Duration = .milliseconds(1),
        _ behaviour: (Int) -> (AttemptOutcome, Duration) = { _ in (.success, .milliseconds(1)) }
    ) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for _ in 0..<requests {
            guard let pick = pick() else { return counts }
            counts[pick.endpoint, default: 0] += 1
            let (outcome, took) = behaviour(pick.endpoint)
            pool.ended(pick, outcome, now: now + took)
            now += max(gap, took)
        }
        return counts
    }

    /// Fails an endpoint until it is out, and everything else succeeds.
    func bringOut(_ id: Int, _ outcome: AttemptOutcome) {
        for _ in 0..<10_000 where pool.healthyCount == pool.count {
            _ = run(1) { ($0 == id ? outcome : .success, .milliseconds(1)) }
        }
    }
}
