/// What it is expected to cost to send one more request to an endpoint.
///
/// Latency is a peak-sensitive moving average (Finagle's `PeakEwma`): a latency above it replaces it at once, one below
/// draws it down with the time that has passed. The share of failures is averaged too, since an endpoint that fails at
/// once would look fast and draw all requests to it.
struct EndpointCost: Hashable, Sendable {
    /// Nothing is cheaper: below this, differences are noise.
    static let least = 0.000_1
    /// How much one failure counts.
    private static let failureWeight = 0.1

    private var latency: Double?
    private var failing = 0.0
    private var updatedAt = Duration.zero

    /// Seconds for one request, if requests before it were not in its way.
    func latency(now: Duration, decay: Duration) -> Double? {
        latency.map { $0 * Decay.factor(elapsed: now - updatedAt, constant: decay) }
    }

    /// Seconds, so to speak: how long it takes, times who is there already, over how likely it works.
    ///
    /// - Parameters:
    ///   - oldest: for how long the oldest pending request has waited. It will take at least that long, and one sent
    ///     after it likely too: so an endpoint that never answers grows dear without any answer.
    ///   - assumed: seconds to reckon with if nothing is known of this endpoint.
    func estimate(pending: Int, oldest: Duration, assumed: Double, now: Duration, decay: Duration) -> Double {
        let kept = Decay.factor(elapsed: now - updatedAt, constant: decay)
        let seconds = max(latency.map { $0 * kept } ?? assumed, oldest.inSeconds, Self.least)
        return seconds * Double(pending + 1) / (1 - 0.99 * failing * kept)
    }

    /// What was known was too old to be used, so this replaces it.
    mutating func startAnew(took: Duration, now: Duration) {
        latency = took.inSeconds
        failing = 0
        updatedAt = max(updatedAt, now)
    }

    mutating func succeeded(took: Duration, now: Duration, decay: Duration) {
        age(to: now, decay: decay) { latency, kept in
            guard let latency, latency * kept > took.inSeconds else { return took.inSeconds }
            return latency * kept + took.inSeconds * (1 - kept)
        }
        failing -= Self.failureWeight * failing
    }

    /// A failure makes an endpoint no faster, however soon it came.
    mutating func failed(took: Duration, now: Duration, decay: Duration) {
        tookAtLeast(took, now: now, decay: decay)
        failing += Self.failureWeight * (1 - failing)
    }

    /// Nobody waited for the end, so it only tells that it would have taken longer than this.
    mutating func tookAtLeast(_ took: Duration, now: Duration, decay: Duration) {
        age(to: now, decay: decay) { latency, kept in
            guard let latency else { return took.inSeconds }
            return max(latency * kept, took.inSeconds)
        }
    }

    private mutating func age(to now: Duration, decay: Duration, _ next: (Double?, Double) -> Double) {
        let kept = Decay.factor(elapsed: now - updatedAt, constant: decay)
        latency = next(latency, kept)
        failing *= kept
        updatedAt = max(updatedAt, now)
    }
}
