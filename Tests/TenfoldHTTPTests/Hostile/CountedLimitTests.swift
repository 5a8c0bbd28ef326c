import Metrics
import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Limits that bite without an answer are counted too.
@Suite(.timeLimit(.minutes(1)))
struct CountedLimitTests {
    private func count(
        _ limit: LimitKind, _ routes: [Route], _ change: (inout HTTPLimits) -> Void = { _ in },
        _ body: (Int, HTTPServer, () -> Int64) async throws -> Void
    ) async throws {
        let metrics = CountingMetrics()
        let counted = { metrics.count("tenfold_http_limit_total{limit=\(limit.rawValue)}") }
        try await withMetricsFactory(metrics) {
            try await withServer(routes, limits: .forTests(change)) { port, server in
                try await body(port, server, counted)
            }
        }
    }

    @Test func `a body that waits for its reader stops the reading at waiting_body_bytes`() async throws {
        let gate = Gate()
        let slow = Route(.post, "/slow", body: .streamed(limit: 1 << 24)) { request in
            await gate.wait()
            return .text("\(try await request.body.collect(upTo: 1 << 24).readableBytes)")
        }
        let size = 8 << 20
        try await count(.waitingBytes, [slow]) { port, _, counted in
            let client = try await RawConnection.connect(port: port)
            client.startSending(
                "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n"
                    + String(repeating: "x", count: size))
            try await eventually("reading stops") { counted() > 0 }
            gate.open()
            #expect(try await client.readResponse().body == "\(size)")
        }
    }

    @Test func `what is dropped of an unwanted body ends at discarded_body_bytes`() async throws {
        try await count(.discardedBodyBytes, [.hello], { $0.discardedBodyBytes = 100 }) { port, _, counted in
            let client = try await RawConnection.connect(port: port)
            try await client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            #expect(try await client.readResponse().status == 404)
            try await client.send("40\r\n\(String(repeating: "x", count: 64))\r\n")
            #expect(counted() == 0)
            client.startSending(
                "40\r\n\(String(repeating: "x", count: 64))\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.readToEnd() == "", "what follows is not answered")
            #expect(counted() == 1)
        }
    }

    @Test func `a client that does not read is cut at write_time`() async throws {
        // More than the kernel's buffers take, and made beforehand.
        let content = ByteBuffer(repeating: 0x78, count: 16 << 20)
        let large = Route(.get, "/large") { _ in Response(body: .buffer(content)) }
        let pieces = Route(.get, "/pieces") { _ in
            Response(
                body: .stream { writer in
                    while true { try await writer.write(ByteBuffer(repeating: 0x78, count: 1 << 16)) }
                })
        }
        try await count(.writeTime, [large, pieces], { $0.progressTimeout = .milliseconds(100) }) {
            port, server, counted in
            for (number, path) in ["/large", "/pieces"].enumerated() {
                let client = try await RawConnection.connect(port: port, reads: false)
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                try await eventually("\(path) is cut") { counted() == Int64(number + 1) }
                try await eventually("it has gone") { server.openConnections == 0 && server.requestsInFlight == 0 }
            }
        }
    }

    @Test func `a client that stays when it was told to go is cut at linger_time`() async throws {
        try await count(.lingerTime, [.hello], { $0.lingerTimeout = .milliseconds(50) }) { port, server, counted in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.1\r\nHost : a\r\n\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 400 "))
            try await eventually("it has gone") { server.openConnections == 0 }
            #expect(counted() == 1)
        }
    }

    @Test func `a connection beyond the limit is counted at connections, and its place is not lost`() async throws {
        try await count(.connections, [.hello], { $0.connections = 2 }) { port, server, counted in
            for round in 1...5 {
                let inside = [try await RawConnection.connect(port: port), try await RawConnection.connect(port: port)]
                try await eventually("both are in") { server.openConnections == 2 }
                #expect(await (try RawConnection.connect(port: port)).readToEnd() == "")
                #expect(counted() == Int64(round))
                for client in inside { await client.close() }
                try await eventually("both have gone") { server.openConnections == 0 }
            }
        }
    }
}
