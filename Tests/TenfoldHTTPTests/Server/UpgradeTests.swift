import Metrics
import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct UpgradeTests {
    /// Sends back what it gets, in capitals, until the client closes its side.
    private static let capitals = Route(.get, "/capitals", timeout: .never) { _ in
        .upgrade(to: "capitals") { connection in
            for try await piece in connection.inbound {
                try await connection.outbound.write(String(buffer: piece).uppercased())
            }
            try await connection.outbound.write("!")
        }
    }

    private static let head = "GET /capitals HTTP/1.1\r\nHost: a\r\nUpgrade: capitals\r\nConnection: upgrade\r\n\r\n"

    @Test func `both sides go on with the other protocol`() async throws {
        try await withServer([Self.capitals]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            // The first bytes of the other protocol may come with the head.
            try await client.send(Self.head + "ab")
            let answer = try await client.readResponse(toHead: true)
            #expect(answer.status == 101)
            #expect(answer["upgrade"] == "capitals" && answer["connection"] == "upgrade")
            #expect(answer["content-length"] == nil)
            #expect(try await client.read(count: 2) == "AB")
            try await client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await client.read(count: 18) == "GET / HTTP/1.1\r\n\r\n")
            try await client.closeOutput()
            #expect(await client.readToEnd() == "!")
        }
    }

    @Test(arguments: ["", "Upgrade: capitals\r\n", "Connection: upgrade\r\n"])
    func `a client that does not ask for it gets 426 and keeps its connection`(fields: String) async throws {
        try await withServer([Self.capitals, .hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /capitals HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            let answer = try await client.readResponse()
            #expect(answer.status == 426 && answer["upgrade"] == "capitals")
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.readResponse().body == "hello")
        }
    }

    @Test func `a route that knows no other protocol answers as ever`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            for _ in 0..<2 {
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n")
                #expect(try await client.readResponse().body == "hello")
            }
        }
    }

    @Test func `a protocol that fails cuts the connection`() async throws {
        struct Broken: Error {}
        let route = Route(.get, "/broken") { _ in .upgrade(to: "x") { _ in throw Broken() } }
        try await withServer([route]) { port, server in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /broken HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
            #expect(try await client.readResponse(toHead: true).status == 101)
            #expect(await client.readToEnd() == "")
            try await eventually("it is gone") { server.openConnections == 0 && server.requestsInFlight == 0 }
        }
    }

    @Test func `a client that sends faster than it is read is held back`() async throws {
        let gate = Gate()
        let route = Route(.get, "/slow", timeout: .never) { _ in
            .upgrade(to: "x") { connection in
                await gate.wait()
                var count = 0
                for try await piece in connection.inbound { count += piece.readableBytes }
                try await connection.outbound.write("\(count)")
            }
        }
        let metrics = CountingMetrics()
        let size = 4 << 20
        try await withMetricsFactory(metrics) {
            try await withServer([route]) { port, _ in
                let client = try await RawConnection.connect(port: port)
                try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
                #expect(try await client.readResponse(toHead: true).status == 101)
                client.startSending(String(repeating: "x", count: size))
                try await eventually("it is held back") {
                    metrics.count("tenfold_http_limit_total{limit=waiting_bytes}") > 0
                }
                gate.open()
                try await client.closeOutput()
                #expect(await client.readToEnd() == "\(size)")
            }
        }
    }
}
