import Metrics
import TenfoldCache

/// How a request came to its answer.
package enum HTTPCacheOutcome: Int, CaseIterable, Sendable {
    case hit, miss, stale, revalidated, bypass, coalesced
}

/// What a cache and its flights count. Handles are made once; every label has a few values.
final class HTTPCacheMetrics: Sendable {
    /// What was not kept, or not coalesced, for a limit's sake.
    enum Rejection: String, CaseIterable, Sendable {
        case objectBytes = "object-bytes"
        case fillBytes = "fill-bytes"
        case surrogateKeys = "surrogate-keys"
        case vary, admission, outdated, flights
        case headBytes = "head-bytes"
        case waitersPerFlight = "waiters-per-flight"
        case waiters
        case waitingTime = "waiting-time"
        case revalidations
    }

    enum Purge: String, CaseIterable, Sendable {
        case url
        case surrogateKey = "surrogate-key"
        case all
        case write
    }

    private let outcomes = HTTPCacheOutcome.allCases.map {
        Counter(label: "tenfold_gateway_cache_requests_total", dimensions: [("outcome", "\($0)")])
    }
    private let rejections = Rejection.allCases.map {
        Counter(label: "tenfold_gateway_cache_rejected_total", dimensions: [("limit", $0.rawValue)])
    }
    private let purges = Purge.allCases.map {
        Counter(label: "tenfold_gateway_cache_purges_total", dimensions: [("by", $0.rawValue)])
    }
    private let purgedEntries = Counter(label: "tenfold_gateway_cache_purged_entries_total")
    private let evictions = Counter(label: "tenfold_gateway_cache_evictions_total")
    private let entries = Level(Gauge(label: "tenfold_gateway_cache_entries"))
    private let bytes = Level(Gauge(label: "tenfold_gateway_cache_bytes"))
    let fillBytes = Level(Gauge(label: "tenfold_gateway_cache_fill_bytes"))
    let waiting = Level(Gauge(label: "tenfold_gateway_cache_waiting"))
    let revalidating = Level(Gauge(label: "tenfold_gateway_cache_revalidating"))

    @inline(__always)
    func count(_ outcome: HTTPCacheOutcome) { outcomes[outcome.rawValue].increment() }

    func count(_ rejection: Rejection, by count: Int = 1) { rejections[rejection.index].increment(by: count) }

    func count(_ purge: Purge, removed: Int) {
        purges[purge.index].increment()
        if removed > 0 { purgedEntries.increment(by: removed) }
    }

    /// Takes in how a stripe changed.
    func add(_ difference: StripeTotals) {
        bytes.add(difference.bytes)
        entries.add(difference.entries)
        if difference.evictions > 0 { evictions.increment(by: difference.evictions) }
        if difference.rejections > 0 { count(.admission, by: difference.rejections) }
    }

    var entryCount: Int { entries.now }
    var byteCount: Int { bytes.now }
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
