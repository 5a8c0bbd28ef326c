/// Keeps retries a small part of all requests, so that a callee in trouble is not kept there by its callers: retries
/// multiply load just when it can be borne least ("Metastable Failures in the Wild", OSDI 2022).
///
/// Every request pays in a fifth of a retry, each retry takes one out, and what is older than ten seconds is forgotten;
/// a floor lets callers with little traffic retry too (Finagle's `RetryBudget`). One budget is meant for all requests
/// that one process sends to one callee.
package struct RetryBudget: Hashable, Sendable {
    package struct Options: Hashable, Sendable {
        /// Retries for each request.
        package var share = 0.2
        /// Retries that are always there, each second.
        package var floorPerSecond = 10.0
        /// How long requests and retries count.
        package var window = Duration.seconds(10)

        package init() {}
    }

    private let options: Options
    private var counts: SlidingCounts

    package init(_ options: Options = Options()) {
        self.options = options
        counts = SlidingCounts(window: options.window)
    }

    /// Pays in for a request, at its first attempt alone.
    package mutating func deposit(now: Duration) {
        counts.add(total: 1, now: now)
    }

    /// Takes out one retry. False: there is none left.
    package mutating func withdraw(now: Duration) -> Bool {
        guard balance(now: now) >= 1 else { return false }
        counts.add(marked: 1, now: now)
        return true
    }

    /// How many retries are left, for a metric.
    package mutating func balance(now: Duration) -> Double {
        let counts = counts.counts(now: now)
        let floor = options.floorPerSecond * options.window.inSeconds
        return floor + options.share * Double(counts.total) - Double(counts.marked)
    }
}
