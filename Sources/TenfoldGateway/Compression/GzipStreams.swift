/// The compressing streams of one loop: so many at once, beyond which answers go as they are, and some kept for the next
/// answers, as making one clears 256 KiB of memory.
final class GzipStreams {
    /// Metric: `tenfold_gateway_limit_total{limit="compressions"}`.
    private static let most = 256
    private static let kept = 8

    private let metrics: ProxyMetrics
    private var spare: [Int: [GzipStream]] = [:]
    private var spareCount = 0
    private var inUse = 0

    init(_ metrics: ProxyMetrics) { self.metrics = metrics }

    func take(level: Int) -> GzipStream? {
        guard inUse < Self.most else {
            metrics.count(.compressions)
            return nil
        }
        if let stream = spare[level]?.popLast() {
            spareCount -= 1
            inUse += 1
            return stream
        }
        guard let stream = GzipStream(level: level) else { return nil }
        inUse += 1
        return stream
    }

    /// One that has ended its body.
    func giveBack(_ stream: GzipStream, level: Int) {
        inUse -= 1
        guard spareCount < Self.kept else { return }
        stream.reset()
        spare[level, default: []].append(stream)
        spareCount += 1
    }

    /// One whose body broke off.
    func drop() { inUse -= 1 }
}
