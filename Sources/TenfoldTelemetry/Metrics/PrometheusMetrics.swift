package import CoreMetrics
import Synchronization

/// Metrics of this process, for Prometheus to collect.
///
/// Recording takes no lock; making a counter, gauge or timer does, so keep them instead of making one a request.
/// Counters end in `_total`, timers are histograms in seconds and end in `_seconds`; what a name lacks is added.
package final class PrometheusMetrics: MetricsFactory {
    /// What `/metrics` answers as its content type.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let registry: Mutex<MetricRegistry>
    private let collectors = Mutex<[@Sendable () -> [CollectedMetric]]>([])
    private let buckets: [String: HistogramBuckets]
    private let help: [String: String]

    /// - Parameters:
    ///   - limits: what is remembered at most.
    ///   - buckets: for histograms that the suited default does not fit, by the name shown.
    ///   - help: a sentence a metric, by the name shown.
    package init(
        limits: MetricsLimits = MetricsLimits(), buckets: [String: HistogramBuckets] = [:], help: [String: String] = [:]
    ) {
        registry = Mutex(MetricRegistry(limits: limits))
        self.buckets = buckets
        self.help = help
    }

    /// Adds metrics that are read at each scrape, on the thread that asks: `collect` must not wait. They come after all
    /// others; of two with one name the first is shown, and what is recorded before what is collected.
    package func addCollector(_ collect: @escaping @Sendable () -> [CollectedMetric]) {
        collectors.withLock { $0.append(collect) }
    }

    /// All metrics in the text format 0.0.4, by name and labels.
    package func render() -> [UInt8] {
        let families = registry.withLock { $0.families }
        var writer = ExpositionWriter()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            writer.header(name, type: family.kind.rawValue, help: help[name])
            for (labels, series) in family.sorted { series.render(name: name, labels: labels, into: &writer) }
        }
        renderCollected(besides: Set(families.keys), into: &writer)
        return writer.bytes
    }

    private func renderCollected(besides shown: Set<String>, into writer: inout ExpositionWriter) {
        var shown = shown
        for collect in collectors.withLock({ $0 }) {
            for metric in collect() where shown.insert(metric.name).inserted {
                writer.header(metric.name, type: metric.kind.rawValue, help: help[metric.name] ?? metric.help)
                writer.sample(metric.name, "", metric.value)
            }
        }
    }

    /// The same as text.
    package func renderText() -> String { String(decoding: render(), as: UTF8.self) }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? histogram(MetricName.valid(label), dimensions) : gauge(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricName.valid(label, endingIn: "_seconds"), dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        let name = MetricName.valid(label, endingIn: "_total")
        let labels = MetricLabels(dimensions)
        return registry.withLock { $0.series(.counter, name, labels) { CounterSeries() } }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        let name = MetricName.valid(label)
        let labels = MetricLabels(dimensions)
        return registry.withLock { $0.series(.gauge, name, labels) { GaugeSeries() } }
    }

    private func histogram(_ name: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        let labels = MetricLabels(dimensions)
        let bounds = buckets[name] ?? .suited(to: name)
        return registry.withLock { $0.series(.histogram, name, labels) { HistogramSeries(bounds) } }
    }

    private func destroy(_ handler: AnyObject) {
        registry.withLock { $0.remove(handler) }
    }
}
