/// The upper bounds of a histogram's buckets, rising; above the last there is always one more, without a bound.
package struct HistogramBuckets: Sendable, Equatable {
    package let bounds: [Double]

    /// Keeps what is finite, in order, each once; at most 64 of them.
    package init(_ bounds: [Double]) {
        self.bounds = Array(Set(bounds.filter(\.isFinite)).sorted().prefix(64))
    }

    /// Seconds from 0.5 ms to 10 s, about two a factor of two where requests usually are.
    package static let latencies = HistogramBuckets([
        0.000_5, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10,
    ])
    /// Bytes from 256 to 64 MiB, by factors of four.
    package static let sizes = HistogramBuckets((4...13).map { Double(1 << ($0 * 2)) })
    /// Counts from 1 to about a million, by factors of four.
    package static let counts = HistogramBuckets((0...10).map { Double(1 << ($0 * 2)) })

    /// What the unit at the end of a metric's name suggests.
    package static func suited(to name: String) -> HistogramBuckets {
        if name.hasSuffix("_seconds") { return latencies }
        return name.hasSuffix("_bytes") ? sizes : counts
    }
}
