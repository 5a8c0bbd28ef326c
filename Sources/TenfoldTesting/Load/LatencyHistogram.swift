/// How often requests took how long: counts in buckets that are 1/128 of a power of two wide, as in HdrHistogram, from
/// a microsecond to 71 minutes. What it answers is within 0.4 % of the truth, or half a microsecond below 128; longer
/// times count as the longest.
public struct LatencyHistogram: Hashable, Sendable {
    private static let subBucketBits = 7
    private static let longest = (1 << 32) - 1
    /// As long as the longest time seen needs.
    private var counts: [Int] = []
    /// How many times were recorded.
    public private(set) var count = 0
    /// The longest of them, exactly.
    public private(set) var maximum = Duration.zero

    /// An empty one.
    public init() {}

    /// Counts one more. Less than nothing counts as nothing.
    public mutating func record(_ latency: Duration) {
        let bucket = Self.bucket(of: Self.microseconds(latency))
        if bucket >= counts.count { counts += [Int](repeating: 0, count: bucket + 1 - counts.count) }
        counts[bucket] += 1
        count += 1
        maximum = max(maximum, latency)
    }

    /// Adds what another has counted.
    public mutating func add(_ other: LatencyHistogram) {
        if other.counts.count > counts.count {
            counts += [Int](repeating: 0, count: other.counts.count - counts.count)
        }
        for (bucket, more) in other.counts.enumerated() { counts[bucket] += more }
        count += other.count
        maximum = max(maximum, other.maximum)
    }

    /// The time that this share of all, 0...1, took at most: `percentile(0.99)`. Zero if there are none.
    public func percentile(_ share: Double) -> Duration {
        let rank = max(1, Int((Double(count) * min(max(share, 0), 1)).rounded(.up)))
        guard rank < count else { return maximum }
        var passed = 0
        for (bucket, more) in counts.enumerated() {
            passed += more
            if passed >= rank { return min(maximum, .nanoseconds(Self.middleNanoseconds(of: bucket))) }
        }
        return maximum
    }

    private static func microseconds(_ latency: Duration) -> Int {
        let (seconds, attoseconds) = latency.components
        guard latency > .zero else { return 0 }
        guard seconds < 4_295 else { return longest }
        return min(longest, Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    /// Values below 128 have a bucket each; above, the seven bits after the first tell which.
    static func bucket(of microseconds: Int) -> Int {
        let magnitude = Int.bitWidth - microseconds.leadingZeroBitCount - 1
        guard magnitude >= subBucketBits else { return microseconds }
        let shift = magnitude - subBucketBits
        return ((shift + 1) << subBucketBits) + (microseconds >> shift) - (1 << subBucketBits)
    }

    static func middleNanoseconds(of bucket: Int) -> Int {
        let size = 1 << subBucketBits
        guard bucket >= size else { return bucket * 1_000 + 500 }
        let shift = bucket / size - 1
        return ((size + bucket % size) << shift) * 1_000 + (1_000 << shift) / 2
    }
}
