import Metrics
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct LimitMetricTests {
    private static let requests: [(limit: LimitKind, request: String)] = [
        (.headerBytes, "GET /hello HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n"),
        (.headerCount, "GET /hello HTTP/1.1\r\nHost: a\r\n\((0..<100).map { "X-\($0): x\r\n" }.joined())\r\n"),
        (.targetBytes, "GET /\(String(repeating: "x", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n"),
        (.bodyBytes, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"),
        (.idleTime, ""),
        (.headerTime, "GET /he"),
        (.bodyTime, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"),
        (.requestTime, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"),
        (.requestsInFlight, "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
        (
            .waitingBytes,
            "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
                + String(repeating: "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", count: 40)
        ),
    ]

    @Test(arguments: requests.map(\.limit))
    func `a limit that bites is counted`(limit: LimitKind) async throws {
        guard let request = Self.requests.first(where: { $0.limit == limit })?.request else { return }
        let limits = HTTPLimits.forTests {
            if limit == .idleTime { $0.idleTimeout = .milliseconds(50) }
            if limit == .headerTime { $0.headerTimeout = .milliseconds(50) }
            if limit == .bodyTime { $0.progressTimeout = .milliseconds(50) }
            $0.requestTimeout = .milliseconds(100)
            if limit == .waitingBytes { $0.waitingBytes = 512 }
            $0.requestsInFlight = limit == .requestsInFlight ? 0 : 10
        }
        let slow = Route(.get, "/slow") { _ in
            try await untilCancelled()
            return .text("too late")
        }
        let metrics = CountingMetrics()
        try await withMetricsFactory(metrics) {
            try await withServer([.hello, .echo(), slow], limits: limits) { port, _ in
                let client = try await RawConnection.connect(port: port)
                if !request.isEmpty { try await client.send(request) }
                _ = await client.readToEnd()
            }
        }
        #expect(metrics.count("tenfold_http_limit_total{limit=\(limit.rawValue)}") == 1)
    }
}
