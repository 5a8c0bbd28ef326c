import CoreMetrics

/// One line of a metric: its name with one set of labels. Recording into it takes no lock.
protocol MetricSeries: AnyObject, Sendable {
    /// Appends the series' lines.
    func render(name: String, labels: MetricLabels, into text: inout ExpositionWriter)
}

/// A count that only grows. What would make it smaller, or is not a number, is left out.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    private let whole = AtomicCount()
    private let fraction = AtomicDouble()

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.add(UInt64(amount))
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fraction.add(amount)
    }

    func reset() {
        whole.reset()
        fraction.set(0)
    }

    func render(name: String, labels: MetricLabels, into text: inout ExpositionWriter) {
        let parts = fraction.value
        if parts == 0 {
            text.sample(name, labels.text, whole.value)
        } else {
            text.sample(name, labels.text, Double(whole.value) + parts)
        }
    }
}

/// The present value of something.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let current = AtomicDouble()

    func set(_ value: Int64) { current.set(Double(value)) }
    func set(_ value: Double) { current.set(value) }
    func increment(by amount: Double) { current.add(amount) }
    func decrement(by amount: Double) { current.add(-amount) }
    func record(_ value: Int64) { current.set(Double(value)) }
    func record(_ value: Double) { current.set(value) }

    func render(name: String, labels: MetricLabels, into text: inout ExpositionWriter) {
        text.sample(name, labels.text, current.value)
    }
}

/// How often values fell below each of some bounds, and their sum.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private let bounds: [Double]
    /// One for each bound, and a last one for what is above them all.
    private let counts: [AtomicCount]
    private let sum = AtomicDouble()

    init(_ buckets: HistogramBuckets) {
        bounds = buckets.bounds
        counts = (0...buckets.bounds.count).map { _ in AtomicCount() }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        counts[firstBound(notBelow: value)].add(1)
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func render(name: String, labels: MetricLabels, into text: inout ExpositionWriter) {
        var cumulative: UInt64 = 0
        for (position, count) in counts.enumerated() {
            cumulative += count.value
            let bound = position < bounds.count ? ExpositionWriter.number(bounds[position]) : "+Inf"
            text.sample("\(name)_bucket", labels.adding("le", bound), cumulative)
        }
        text.sample("\(name)_sum", labels.text, sum.value)
        // The count is the last bucket, so that a scrape in the midst of records agrees with itself.
        text.sample("\(name)_count", labels.text, cumulative)
    }

    private func firstBound(notBelow value: Double) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
