/// What an `AdmissionQueue` is told.
package struct AdmissionOptions: Hashable, Sendable {
    package var limit = ConcurrencyLimit.Options()
    /// So many requests wait at most, of all priorities together.
    package var longestQueue = 1_000
    /// The mean wait above which there is overload (DAGOR's 20 ms); below a quarter of it, the level falls.
    package var targetWait = Duration.milliseconds(20)
    /// Where callers allow more time, the target is at least this share of it (decision 0017; DAGOR's 20 ms are 4 % of a
    /// task's 500 ms).
    package var shareOfAllowedTime = 0.01
    /// Nobody waits for longer than so many targets.
    package var longestWaitInTargets = 5
    /// How often the level moves.
    package var window = Duration.milliseconds(100)
    /// It rises only after so many requests left the queue, or after ten windows.
    package var requestsForRise = 20
    /// While the level is up, a queue that has not been empty for so long is served newest first.
    package var standing = Duration.milliseconds(100)

    package init() {}

    /// The mean wait above which there is overload.
    func target(allowed: Duration) -> Duration { max(targetWait, allowed * shareOfAllowedTime) }

    /// Nobody waits for longer.
    func longestWait(allowed: Duration) -> Duration { target(allowed: allowed) * longestWaitInTargets }

    /// Why one that has waited since then is not to be run any more; nil if it is.
    func lateness(arrivedAt: Duration, deadline: Duration?, longestWait: Duration, now: Duration) -> ShedReason? {
        if let deadline, now >= deadline { return .expired }
        return now - arrivedAt >= longestWait ? .waitedTooLong : nil
    }
}

/// Why a request was turned away, as a label of a metric.
package enum ShedReason: String, Hashable, Sendable, CaseIterable {
    /// Less important than the present level.
    case belowLevel = "below-level"
    /// The queue was full, and it was the oldest of the least important in it.
    case queueFull = "queue-full"
    case waitedTooLong = "waited-too-long"
    /// Its deadline had passed.
    case expired
}
