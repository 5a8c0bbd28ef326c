import Metrics
import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Clients that hold a connection by being slow: each is cut at its limit and counted, and others are served meanwhile.
@Suite(.timeLimit(.minutes(1)))
struct SlowClientTests {
    private static let count = 20

    private static let attacks: [(limit: LimitKind, beginning: String, status: Int)] = [
        (.headerTime, "GET /hello HTTP/1.1\r\nHost: a\r\nX: ", 408),
        (.headerTime, "GET /", 408),
        (.bodyTime, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", 408),
        (.bodyTime, "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", 408),
        (.bodyTime, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n", 408),
        (.bodyTime, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;", 408),
        (.bodyTime, "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n", 404),
    ]

    @Test(arguments: attacks.indices)
    func `a byte now and then does not hold a connection`(index: Int) async throws {
        let attack = Self.attacks[index]
        let limits = HTTPLimits.forTests {
            $0.headerTimeout = .milliseconds(150)
            $0.progressTimeout = .milliseconds(150)
            $0.lingerTimeout = .milliseconds(50)
        }
        let stream = Route(.post, "/stream", body: .streamed(limit: 1 << 20)) { request in
            Response(body: .buffer(try await request.body.collect(upTo: 1 << 20)))
        }
        let metrics = CountingMetrics()
        try await withMetricsFactory(metrics) {
            try await withServer([.hello, .echo(), stream], limits: limits) { port, server in
                var attackers: [SlowClient] = []
                for _ in 0..<Self.count {
                    attackers.append(try await .connect(port: port, beginning: attack.beginning, byte: 0x61))
                }
                try await expectService(port)
                for attacker in attackers {
                    let answer = await attacker.readToEnd()
                    // The last bytes that they send may reset the connection before the answer is read.
                    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 \(attack.status) "), "\(answer)")
                }
                try await eventually("all have gone") { server.openConnections == 0 && server.requestsInFlight == 0 }
            }
        }
        #expect(metrics.count("tenfold_http_limit_total{limit=\(attack.limit.rawValue)}") == Int64(Self.count))
    }

    @Test func `clients that vanish anywhere leave nothing behind`() async throws {
        let parts = [
            "GET /he", "GET /hello HTTP/1.1\r\nHost: a\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
            "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab", "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nab",
        ]
        let large = ByteBuffer(repeating: 0x78, count: 8 << 20)
        let endings = Recorder<RequestSummary.Ending>()
        let routes = [
            Route.hello, .echo(),
            Route(.post, "/stream", body: .streamed(limit: 100)) { request in
                Response(body: .buffer(try await request.body.collect(upTo: 100)))
            },
            Route(.get, "/slow") { _ in
                try await untilCancelled()
                return .text("too late")
            },
            Route(.get, "/large") { _ in Response(body: .buffer(large)) },
        ]
        let hooks = ServerHooks(finished: { endings.record($0.ending) })
        try await withServer(routes, hooks: hooks) { port, server in
            for part in parts + parts + parts {
                let client = try await RawConnection.connect(port: port, reads: false)
                try await client.send(part)
                await client.close()
            }
            try await expectService(port)
            try await eventually("all have gone") { server.openConnections == 0 && server.requestsInFlight == 0 }
        }
        #expect(endings.all.contains(.cut))
    }

    private func expectService(_ port: Int) async throws {
        let client = try await RawConnection.connect(port: port)
        for _ in 0..<20 {
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.readResponse().body == "hello")
        }
        await client.close()
    }
}
