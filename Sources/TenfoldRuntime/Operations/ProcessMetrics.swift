import CoreMetrics
import Synchronization
import TenfoldTelemetry

/// The one metrics registry of a process: what `/metrics` shows.
enum ProcessMetrics {
    /// Made, and installed as the process's metrics system, on first use.
    static let shared: PrometheusMetrics = {
        let metrics = PrometheusMetrics()
        let process = ProcessCollector()
        metrics.addCollector { process.collect() }
        MetricsSystem.bootstrap(metrics)
        return metrics
    }()
}
