import Metrics
import Synchronization

/// What a cache counts, over all its spaces.
struct CacheMetrics: Sendable {
    let hits = Counter(label: "tenfold_cache_hits_total")
    let misses = Counter(label: "tenfold_cache_misses_total")
    let loads = Counter(label: "tenfold_cache_loads_total")
    let loadFailures = Counter(label: "tenfold_cache_load_failures_total")
    let loadSeconds = Timer(label: "tenfold_cache_load_seconds")
    let evictions = Counter(label: "tenfold_cache_evictions_total")
    let notKept = Counter(label: "tenfold_cache_loads_not_kept_total")
    let bytes = Level(Gauge(label: "tenfold_cache_bytes"))
    let waiting = Level(Gauge(label: "tenfold_cache_waiting"))
}

/// A gauge that is moved by differences.
final class Level: Sendable {
    private let gauge: Gauge
    private let value = Atomic(0)

    init(_ gauge: Gauge) { self.gauge = gauge }

    var now: Int { value.load(ordering: .relaxed) }

    func add(_ difference: Int) {
        guard difference != 0 else { return }
        gauge.record(value.add(difference, ordering: .relaxed).newValue)
    }
}
