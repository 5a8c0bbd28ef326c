/// The latest latencies, at most 128, of which the middle half is averaged: as steady as a mean, and no single slow
/// request moves it.
struct LatencySample: Hashable, Sendable {
    private static let capacity = 128
    private var seconds: [Double] = []
    private(set) var count = 0

    mutating func add(_ latency: Duration) {
        if seconds.count < Self.capacity {
            seconds.append(latency.inSeconds)
        } else {
            seconds[count % Self.capacity] = latency.inSeconds
        }
        count += 1
    }

    /// Nil if there are none.
    var interquartileMean: Double? {
        guard !seconds.isEmpty else { return nil }
        let sorted = seconds.sorted()
        let quarter = sorted.count / 4
        let middle = sorted[quarter..<(sorted.count - quarter)]
        return middle.reduce(0, +) / Double(middle.count)
    }

    mutating func reset() {
        seconds.removeAll(keepingCapacity: true)
        count = 0
    }
}
