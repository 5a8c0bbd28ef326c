import Metrics
import Synchronization
import TenfoldHTTP

/// Requests by route and status, and their latency. Handles are made once per combination, never per request.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct Handles: Sendable {
        let count: Counter
        let duration: Metrics.Timer
    }

    /// Routes are declared, so this is bounded by routes × methods × statuses.
    private let handles = Mutex<[Key: Handles]>([:])

    func record(_ summary: RequestSummary) {
        let key = Key(route: summary.route ?? "none", method: summary.method, status: summary.status.code)
        let handles = handles.withLock { all in
            if let known = all[key] { return known }
            let made = Self.make(key)
            all[key] = made
            return made
        }
        handles.count.increment()
        handles.duration.recordNanoseconds(summary.duration.nanoseconds)
    }

    private static func make(_ key: Key) -> Handles {
        let route = [("route", key.route), ("method", key.method)]
        return Handles(
            count: Counter(label: "tenfold_http_requests_total", dimensions: route + [("status", String(key.status))]),
            duration: Metrics.Timer(label: "tenfold_http_request_duration_seconds", dimensions: route))
    }
}

extension Duration {
    /// Whole nanoseconds.
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
