/// Exponential back-off with full jitter: the wait before a retry is drawn evenly from zero to a ceiling that doubles
/// with every failure, up to a cap. See Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
package struct Backoff: Hashable, Sendable {
    /// The ceiling after the first failure.
    package let base: Duration
    /// No ceiling is higher.
    package let cap: Duration

    package init(base: Duration, cap: Duration) {
        self.base = max(base, .zero)
        self.cap = max(cap, self.base)
    }

    /// The longest wait after this many failures, counted from 1.
    package func ceiling(afterFailures failures: Int) -> Duration {
        var ceiling = base
        var doublings = failures - 1
        while doublings > 0, ceiling > .zero, ceiling != cap {
            ceiling = min(ceiling * 2, cap)
            doublings -= 1
        }
        return ceiling
    }

    /// The wait after this many failures, counted from 1.
    package func delay(afterFailures failures: Int, using random: inout some RandomNumberGenerator) -> Duration {
        ceiling(afterFailures: failures) * Double.random(in: 0...1, using: &random)
    }

    /// The wait after this many failures, counted from 1, with "equal jitter" (Brooker, same article): at least half of
    /// the ceiling, for who waits on others' work and would gain nothing by asking at once. `random` is in 0..<1.
    package func delayOfHalfOrMore(afterFailures failures: Int, random: Double) -> Duration {
        ceiling(afterFailures: failures) * (0.5 + random / 2)
    }
}
