/// All series of a process, by metric and labels. A plain value: `PrometheusMetrics` puts the lock around it.
struct MetricRegistry {
    enum Kind: String {
        case counter, gauge, histogram
    }

    struct Family {
        var kind: Kind
        var series: [MetricLabels: any MetricSeries] = [:]
        var overflow: (any MetricSeries)?

        /// Every series in the order of its labels; the shared one last.
        var sorted: [(labels: MetricLabels, series: any MetricSeries)] {
            let own = series.sorted { $0.key < $1.key }.map { (labels: $0.key, series: $0.value) }
            return own + (overflow.map { [(labels: .overflow, series: $0)] } ?? [])
        }
    }

    private(set) var families: [String: Family] = [:]
    let limits: MetricsLimits
    private let overflows: CounterSeries
    private let conflicts: CounterSeries

    init(limits: MetricsLimits) {
        self.limits = limits
        overflows = CounterSeries()
        conflicts = CounterSeries()
        families["tenfold_metrics_overflow_total"] = Family(kind: .counter, series: [MetricLabels([]): overflows])
        families["tenfold_metrics_conflicts_total"] = Family(kind: .counter, series: [MetricLabels([]): conflicts])
    }

    /// The series of that name and those labels, made where it is new.
    ///
    /// Where there is no room for another, the metric's shared one. Where the name already belongs to another kind, or
    /// no more names fit, one that records but is not shown, so that no caller fails for its metrics.
    mutating func series<Series: MetricSeries>(
        _ kind: Kind, _ name: String, _ labels: MetricLabels, make: () -> Series
    ) -> Series {
        if families[name] == nil {
            guard families.count < limits.metrics else {
                overflows.increment(by: Int64(1))
                return make()
            }
            families[name] = Family(kind: kind)
        }
        if let known = families[name]?.series[labels] { return reuse(known, make: make) }
        guard let family = families[name], family.kind == kind else {
            conflicts.increment(by: Int64(1))
            return make()
        }
        guard family.series.count < limits.seriesPerMetric else {
            overflows.increment(by: Int64(1))
            if let shared = family.overflow { return reuse(shared, make: make) }
            let shared = make()
            families[name]?.overflow = shared
            return shared
        }
        let series = make()
        families[name]?.series[labels] = series
        return series
    }

    /// Forgets a series. The shared one stays, since others still record into it.
    mutating func remove(_ series: AnyObject) {
        for (name, family) in families {
            guard let labels = family.series.first(where: { $0.value === series })?.key else { continue }
            families[name]?.series[labels] = nil
            if family.series.count == 1, family.overflow == nil { families[name] = nil }
            return
        }
    }

    private func reuse<Series: MetricSeries>(_ known: any MetricSeries, make: () -> Series) -> Series {
        if let series = known as? Series { return series }
        conflicts.increment(by: Int64(1))
        return make()
    }
}
