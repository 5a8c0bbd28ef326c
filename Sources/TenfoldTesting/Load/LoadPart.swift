/// What became of the requests that were to be sent within a span of time.
public struct LoadPart: Hashable, Sendable {
    /// How long the span is.
    public internal(set) var span: Duration
    /// How many were to be sent.
    public internal(set) var intended = 0
    /// How many succeeded.
    public internal(set) var succeeded = 0
    /// How many threw.
    public internal(set) var failed = 0
    /// How many were not sent, since too many were in flight already.
    public internal(set) var dropped = 0
    /// Of those that succeeded, from the time at which they were to be sent.
    public internal(set) var latency = LatencyHistogram()

    /// Successes a second.
    public var goodput: Double { span > .zero ? Double(succeeded) / (span / .seconds(1)) : 0 }
    /// Successes of all that were to be sent; 1 if there were none.
    public var successShare: Double { intended == 0 ? 1 : Double(succeeded) / Double(intended) }

    mutating func add(_ other: LoadPart) {
        span += other.span
        intended += other.intended
        succeeded += other.succeeded
        failed += other.failed
        dropped += other.dropped
        latency.add(other.latency)
    }
}

extension LoadPart: CustomStringConvertible {
    /// One line for a test's report.
    public var description: String {
        "\(span): \(intended) to send, \(succeeded) succeeded, \(failed) failed, \(dropped) dropped, "
            + "p50 \(latency.percentile(0.5)), p99 \(latency.percentile(0.99)), longest \(latency.maximum)"
    }
}
