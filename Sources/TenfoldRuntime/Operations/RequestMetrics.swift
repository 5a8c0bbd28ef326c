import Metrics
import Synchronization
import TenfoldCore
import TenfoldHTTP

/// Requests by route and status, and their latency. Labels are bounded: routes are declared, methods and statuses known.
enum RequestMetrics {
    /// The counts of one route.
    static func meter(route: String, method: HTTPMethod) -> any RouteMeter {
        RequestMeter(route: route, method: method.rawValue)
    }

    /// The counts of what reached no route. The client's own method is not a label: it could be anything.
    static let unrouted: any RouteMeter = RequestMeter(route: "none", method: "any")
}

/// Handles are made once per status, never per request; finding one takes no lock.
private final class RequestMeter: RouteMeter {
    private final class StatusCounter: Sendable {
        let counter: Counter
        init(_ counter: Counter) { self.counter = counter }
    }

    /// A place that is filled once.
    private final class Place: Sendable {
        let filled = AtomicLazyReference<StatusCounter>()
    }

    /// The statuses that have a place; others, which are rare, ask the registry each time.
    private static let codes = [
        101, 200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410,
        412, 413, 414, 415, 416, 417, 422, 425, 426, 428, 429, 431, 499, 500, 501, 502, 503, 504, 505,
    ]

    private let route: String
    private let method: String
    private let duration: Metrics.Timer
    /// The usual answer, there from the start.
    private let ok: Counter
    private let others: [Int: Place]

    init(route: String, method: String) {
        self.route = route
        self.method = method
        ok = Self.counter(route, method, 200)
        duration = Metrics.Timer(
            label: "tenfold_http_request_duration_seconds", dimensions: [("route", route), ("method", method)])
        others = Dictionary(uniqueKeysWithValues: Self.codes.map { ($0, Place()) })
    }

    func record(_ status: HTTPStatus, nanoseconds: Int64) {
        if status == .ok { ok.increment() } else { counter(of: status.code).increment() }
        duration.recordNanoseconds(nanoseconds)
    }

    private func counter(of code: Int) -> Counter {
        guard let place = others[code] else { return Self.counter(route, method, code) }
        if let known = place.filled.load() { return known.counter }
        return place.filled.storeIfNil(StatusCounter(Self.counter(route, method, code))).counter
    }

    private static func counter(_ route: String, _ method: String, _ code: Int) -> Counter {
        Counter(
            label: "tenfold_http_requests_total",
            dimensions: [("route", route), ("method", method), ("status", String(code))])
    }
}
