package import Metrics
import Synchronization

/// What a cache counts, over all its spaces: no label, so nobody can make more series of it.
struct CacheMetrics: Sendable {
    let hits = Counter(label: "tenfold_cache_hits_total")
    let misses = Counter(label: "tenfold_cache_misses_total")
    let loads = Counter(label: "tenfold_cache_loads_total")
    let loadFailures = Counter(label: "tenfold_cache_load_failures_total")
    let loadSeconds = Timer(label: "tenfold_cache_load_seconds")
    let outdated = Counter(label: "tenfold_cache_loads_not_kept_total")
    let refreshes = Counter(label: "tenfold_cache_refreshes_total")
    let refreshFailures = Counter(label: "tenfold_cache_refresh_failures_total")
    /// Refreshes put off since too many ran.
    let refreshesPutOff = Counter(label: "tenfold_cache_refreshes_put_off_total")
    let evictions = Counter(label: "tenfold_cache_evictions_total")
    let rejections = Counter(label: "tenfold_cache_rejected_admissions_total")
    let bytes = Level(Gauge(label: "tenfold_cache_bytes"))
    let entries = Level(Gauge(label: "tenfold_cache_entries"))
    let absences = Level(Gauge(label: "tenfold_cache_not_found_entries"))
    let waiting = Level(Gauge(label: "tenfold_cache_waiting"))
    let refreshing = Level(Gauge(label: "tenfold_cache_refreshing"))

    /// Takes in how a stripe changed.
    func add(_ difference: StripeTotals) {
        bytes.add(difference.bytes)
        entries.add(difference.entries)
        absences.add(difference.absences)
        if difference.evictions > 0 { evictions.increment(by: difference.evictions) }
        if difference.rejections > 0 { rejections.increment(by: difference.rejections) }
    }
}

/// A gauge that is moved by differences.
package final class Level: Sendable {
    private let gauge: Gauge
    private let value = Atomic(0)

    package init(_ gauge: Gauge) { self.gauge = gauge }

    package var now: Int { value.load(ordering: .relaxed) }

    package func add(_ difference: Int) {
        guard difference != 0 else { return }
        gauge.record(value.add(difference, ordering: .relaxed).newValue)
    }

    /// One more, and true; or false, where there are `limit` already.
    package func take(limit: Int) -> Bool {
        let count = value.add(1, ordering: .relaxed).newValue
        guard count <= limit else {
            value.subtract(1, ordering: .relaxed)
            return false
        }
        gauge.record(count)
        return true
    }
}
