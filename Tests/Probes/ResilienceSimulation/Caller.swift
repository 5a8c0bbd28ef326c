import TenfoldCore
import TenfoldResilience

/// One of several processes that call the replicas. It knows only of its own requests.
struct Caller {
    enum Choice {
        case random
        case roundRobin(next: Int)
        case leastRequests(pending: [Int])
        case pool(EndpointPool)
    }

    struct Picked {
        let replica: Int
        fileprivate let pick: EndpointPool.Pick?
    }

    let policy: Policy
    var budget: RetryBudget
    private var choice: Choice

    init(policy: Policy, number: Int) {
        self.policy = policy
        budget = RetryBudget(policy.budget)
        let count = Scenario.replicas
        switch policy {
        case .random: choice = .random
        case .roundRobin: choice = .roundRobin(next: number * 37 % count)
        case .leastRequests: choice = .leastRequests(pending: Array(repeating: 0, count: count))
        default:
            var options = BalancingOptions()
            if !policy.ejects { options.consecutiveFailures = .max }
            var pool = EndpointPool(options)
            pool.update(Array(0..<count), now: .zero)
            choice = .pool(pool)
        }
    }

    mutating func pick(tried: [Int], now: Duration, using random: inout SeededRandom) -> Picked {
        let count = Scenario.replicas
        switch choice {
        case .random:
            return Picked(replica: Int.random(in: 0..<count, using: &random), pick: nil)
        case .roundRobin(let next):
            choice = .roundRobin(next: (next + 1) % count)
            return Picked(replica: next, pick: nil)
        case .leastRequests(var pending):
            choice = .random
            let first = Int.random(in: 0..<count, using: &random)
            let second = Int.random(in: 0..<count, using: &random)
            let replica = pending[first] <= pending[second] ? first : second
            pending[replica] += 1
            choice = .leastRequests(pending: pending)
            return Picked(replica: replica, pick: nil)
        case .pool(var pool):
            choice = .random
            let pick = pool.pick(now: now, excluding: tried, using: &random)
            choice = .pool(pool)
            return Picked(replica: pick?.endpoint ?? 0, pick: pick)
        }
    }

    mutating func ended(_ picked: Picked, _ outcome: AttemptOutcome, now: Duration) {
        switch choice {
        case .random, .roundRobin: break
        case .leastRequests(var pending):
            choice = .random
            pending[picked.replica] -= 1
            choice = .leastRequests(pending: pending)
        case .pool(var pool):
            guard let pick = picked.pick else { return }
            choice = .random
            // Without ejection a refused connection is a failure like any other.
            pool.ended(pick, outcome == .unreachable && !policy.ejects ? .failure : outcome, now: now)
            choice = .pool(pool)
        }
    }

    var mostEjected: Int {
        guard case .pool(let pool) = choice else { return 0 }
        return pool.ejectedCount
    }
}
