/// What a process remembers of its metrics at most, whatever labels its code makes up.
package struct MetricsLimits: Sendable {
    /// Sets of labels for one metric; more share one series, labelled `overflow="true"`.
    /// Metric: `tenfold_metrics_overflow_total`.
    package var seriesPerMetric: Int
    /// Metrics of different names; more are counted but not shown. Metric: `tenfold_metrics_overflow_total`.
    package var metrics: Int

    package init(seriesPerMetric: Int = 1_000, metrics: Int = 2_000) {
        self.seriesPerMetric = seriesPerMetric
        self.metrics = metrics
    }
}
