import TenfoldResilience

/// What callers and replicas do about it. Each is the one before with something added, but the first three, which are
/// what there is to compare with, and retries without a budget, which are there to show why not.
enum Policy: String, CaseIterable {
    case random
    case roundRobin = "round robin"
    case leastRequests = "least requests of two"
    case latency = "peak-EWMA of two"
    case ejection = "+ ejection"
    case boundlessRetries = "+ retries, no budget"
    case retries = "+ retries in a budget"
    case admission = "+ admission by replicas"

    var ejects: Bool { ![.random, .roundRobin, .leastRequests, .latency].contains(self) }
    var retries: Bool { [.boundlessRetries, .retries, .admission].contains(self) }

    var budget: RetryBudget.Options {
        var options = RetryBudget.Options()
        if self == .boundlessRetries { options.floorPerSecond = 1e12 }
        return options
    }
}
