/// How long to wait before the next try: doubling up to a cap, with full jitter
/// (Brooker, "Exponential Backoff And Jitter", 2015), but never less than half of it where progress must be kept.
package struct BackOff: Hashable, Sendable {
    package var base: Duration
    package var cap: Duration

    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The longest wait before try `attempt`, which counts from 1.
    package func ceiling(_ attempt: Int) -> Duration {
        min(cap, base * (1 << min(max(attempt - 1, 0), 20)))
    }

    /// A wait between half the ceiling and the ceiling. `random` is in 0..<1.
    package func delay(_ attempt: Int, random: Double) -> Duration {
        ceiling(attempt) * (0.5 + random / 2)
    }
}
