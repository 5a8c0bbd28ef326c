import NIOCore
import Synchronization
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldHTTPCaching

/// The cache and its flights from several threads at once.
@Suite(.timeLimit(.minutes(2))) struct StressTests {
    private static let paths = 24

    private static func body(_ path: Int, _ language: Int) -> String {
        "\(path)/\(language)/" + String(repeating: "x", count: 200 * (path + 1))
    }

    @Test func `what is served is whole, and of its own URL and Vary, while all goes on at once`() async throws {
        var limits = HTTPCacheLimits()
        limits.bytes = 128 * 1024
        let cache = HTTPCache(limits, seed: 3)
        let table = FlightTable(cache)
        let hits = try await withThrowingTaskGroup(of: Int.self) { group in
            for seed in 0..<4 as Range<UInt64> {
                group.addTask { try Self.run(cache, table, SeededRandom(seed: seed)) }
            }
            return try await group.reduce(0, +)
        }
        #expect(hits > 0)
        #expect(cache.byteCount <= limits.bytes)
        #expect(cache.byteCount == cache.stripes.reduce(0) { $0 + $1.state.withLock { $0.byteCount } })
        #expect(cache.fillByteCount == 0)
        #expect(table.waitingCount == 0)
        #expect(table.flightCount == 0)
        _ = cache.purgeAll()
        #expect(cache.byteCount == 0 && cache.entryCount == 0)
    }

    private static func run(_ cache: HTTPCache, _ table: FlightTable, _ seed: SeededRandom) throws -> Int {
        var random = seed
        var hits = 0
        let policy = HTTPCachePolicy()
        let now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
        for _ in 0..<600 {
            let (path, language) = (Int.random(in: 0..<paths, using: &random), Int.random(in: 0..<2, using: &random))
            let head = try RequestHead("/\(path)", ["Accept-Language: l\(language)"])
            switch cache.lookUp(head.head, in: head.bytes, scheme: .http, policy: policy, now: now) {
            case .hit(let response, _):
                hits += 1
                if response.body.text != body(path, language) { throw WrongBody(path: path, body: response.body.text) }
            case .miss: try fill(cache, table, head, path, language, policy, now, &random)
            default: throw WrongBody(path: path, body: "neither hit nor miss")
            }
            switch Int.random(in: 0..<200, using: &random) {
            case 0: _ = cache.purge(url: "http://a.test/\(path)")
            case 1: _ = cache.purge(surrogateKey: "k\(path % 3)")
            default: break
            }
        }
        return hits
    }

    private static func fill(
        _ cache: HTTPCache, _ table: FlightTable, _ head: RequestHead, _ path: Int, _ language: Int,
        _ policy: HTTPCachePolicy, _ now: NIODeadline, _ random: inout SeededRandom
    ) throws {
        guard let request = cache.request(head.head, in: head.bytes, scheme: .http, policy: policy) else { return }
        let body = body(path, language)
        let waiter = ExpectingWaiter(body)
        var flight: Flight?
        switch table.join(request, as: waiter, until: now + .seconds(9), now: now) {
        case .leads(let led): flight = led
        // Nobody has time to wait here: who cannot leave is being told.
        case .waits(let place): if place.leave() { break } else { return }
        case .alone: break
        }
        let exchange = CachedExchange(cache, request, flight: flight, now: now)
        let response = try ResponseHead(
            "200 OK",
            [
                "Cache-Control: max-age=60", "Vary: Accept-Language", "Surrogate-Key: k\(path % 3)",
                "Content-Length: \(body.utf8.count)",
            ])
        _ = exchange.responseBegan(response.head, in: response.bytes, now: now, wallSeconds: 1_700_000_000)
        exchange.append(ByteBuffer(string: body))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: exchange.clientLeft()
        case 1: _ = exchange.failed(now: now)
        default: exchange.responseEnded()
        }
        if let wrong = waiter.wrong { throw WrongBody(path: path, body: wrong) }
    }

    struct WrongBody: Error {
        let path: Int
        let body: String
    }

    /// Notes what it is told wrongly. A flight that it would lead, it lets go.
    final class ExpectingWaiter: FlightWaiter {
        private let body: String
        private let state = Mutex<String?>(nil)

        init(_ body: String) { self.body = body }

        var wrong: String? { state.withLock { $0 } }

        func flightEnded(_ outcome: FlightOutcome) {
            guard case .answer(let response) = outcome, response.body.text != body else { return }
            state.withLock { $0 = response.body.text }
        }
    }
}
