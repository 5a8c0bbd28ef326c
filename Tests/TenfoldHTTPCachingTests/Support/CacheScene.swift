import NIOCore
import TenfoldHTTP

@testable import TenfoldHTTPCaching

/// A cache with a clock that a test moves, and what a gateway does with it.
final class CacheScene {
    /// The time of day at which every scene begins.
    static let beginning = 1_700_000_000

    let cache: HTTPCache
    let flights: FlightTable
    var policy = HTTPCachePolicy()
    private(set) var elapsed: TimeAmount = .nanoseconds(0)

    init(_ limits: HTTPCacheLimits = HTTPCacheLimits(), flights: FlightLimits = FlightLimits(), seed: UInt64 = 1) {
        cache = HTTPCache(limits, seed: seed)
        self.flights = FlightTable(cache, limits: flights)
    }

    var now: NIODeadline { .uptimeNanoseconds(1_000_000_000_000) + elapsed }
    var wallSeconds: Int { Self.beginning + Int(elapsed.nanoseconds / 1_000_000_000) }
    var date: String { "Date: \(HTTPTimestamp.text(secondsSince1970: wallSeconds))" }

    func pass(_ seconds: Int) { elapsed = elapsed + .seconds(Int64(seconds)) }

    /// A date line's value, so many seconds from now.
    func time(_ seconds: Int) -> String { HTTPTimestamp.text(secondsSince1970: wallSeconds + seconds) }

    // MARK: What a gateway does

    func ask(_ request: RequestHead, scheme: HTTPScheme = .http, isAuthenticated: Bool = false) -> HTTPCacheAnswer {
        cache.lookUp(
            request.head, in: request.bytes, scheme: scheme, isAuthenticated: isAuthenticated, policy: policy, now: now)
    }

    func ask(_ path: String = "/", _ fields: [String] = [], method: String = "GET") throws -> Seen {
        Seen(ask(try RequestHead(path, fields, method: method)))
    }

    func request(
        _ path: String = "/", _ fields: [String] = [], method: String = "GET", isAuthenticated: Bool = false
    ) throws -> CacheRequest? {
        let head = try RequestHead(path, fields, method: method)
        return cache.request(
            head.head, in: head.bytes, scheme: .http, isAuthenticated: isAuthenticated, policy: policy)
    }

    /// Takes in a response that came `delay` seconds after it was asked for. With a date and a length, where the fields do
    /// not have them.
    @discardableResult
    func fill(
        _ path: String, for requestFields: [String] = [], _ fields: [String], status: String = "200 OK",
        body: String = "hello", delay: Int = 0
    ) throws -> StoredResponse? {
        guard let request = try request(path, requestFields) else { return nil }
        return try fill(request, fields, status: status, body: body, delay: delay)
    }

    @discardableResult
    func fill(
        for requestFields: [String] = [], _ fields: [String], status: String = "200 OK", body: String = "hello",
        delay: Int = 0
    ) throws -> StoredResponse? {
        try fill("/", for: requestFields, fields, status: status, body: body, delay: delay)
    }

    @discardableResult
    func fill(
        _ request: CacheRequest, _ fields: [String], status: String = "200 OK", body: String = "hello", delay: Int = 0
    ) throws -> StoredResponse? {
        let requested = now
        pass(delay)
        let response = try response(fields, status: status, body: body)
        let times = ExchangeTimes(requested: requested, responded: now, wallSeconds: wallSeconds)
        guard let fill = cache.beginFill(request, head: response.head, in: response.bytes, times: times),
            fill.append(ByteBuffer(string: body))
        else { return nil }
        return fill.commit()
    }

    func response(_ fields: [String], status: String = "200 OK", body: String = "hello") throws -> ResponseHead {
        var fields = fields
        let names = fields.map { $0.prefix { $0 != ":" }.lowercased() }
        if !names.contains("date") { fields.append(date) }
        if !names.contains("content-length"), !names.contains("transfer-encoding"), status.prefix(3) != "204" {
            fields.append("Content-Length: \(body.utf8.count)")
        }
        return try ResponseHead(status, fields)
    }

    /// What a client reads of a stored response.
    static func served(_ response: StoredResponse, age: Int, toHead: Bool = false) -> String {
        var out = ByteBuffer()
        if let body = response.write(age: age, toHead: toHead, into: &out) { out.writeImmutableBuffer(body) }
        return out.text
    }
}

/// An answer of the cache in a form that tests can compare.
enum Seen: Equatable {
    case hit(body: String, age: Int)
    case notModified
    case stale(body: String, whileRevalidating: Bool)
    case miss
    case bypass(HTTPCacheAnswer.Bypass)
    case gatewayTimeout

    init(_ answer: HTTPCacheAnswer) {
        self =
            switch answer {
            case .hit(let response, let age): .hit(body: response.body.text, age: age)
            case .notModified: .notModified
            case .stale(let stale):
                .stale(body: stale.response.body.text, whileRevalidating: stale.mayServeWhileRevalidating)
            case .miss: .miss
            case .bypass(let bypass): .bypass(bypass)
            case .gatewayTimeout: .gatewayTimeout
            }
    }
}

extension HTTPCacheAnswer {
    var stale: StaleResponse? { if case .stale(let stale) = self { stale } else { nil } }
    var hit: StoredResponse? { if case .hit(let response, _) = self { response } else { nil } }
}
