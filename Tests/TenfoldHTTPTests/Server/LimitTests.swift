import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct LimitTests {
    private func answer(to request: String, _ limits: HTTPLimits, _ routes: [Route] = [.hello, .echo()]) async throws
        -> String
    {
        let answer = Recorder<String>()
        try await withServer(routes, limits: limits) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(request)
            answer.record(await client.readToEnd())
        }
        return answer.all.first ?? ""
    }

    @Test func `a head of too many bytes gets 431`() async throws {
        let fields = (0..<50).map { "X-\($0): \(String(repeating: "x", count: 1000))\r\n" }.joined()
        let answer = try await answer(to: "GET /hello HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", .forTests)
        #expect(answer.hasPrefix("HTTP/1.1 431 "))
    }

    @Test func `a head of too many fields gets 431`() async throws {
        let fields = (0..<100).map { "X-\($0): x\r\n" }.joined()
        let answer = try await answer(to: "GET /hello HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", .forTests)
        #expect(answer.hasPrefix("HTTP/1.1 431 "))
    }

    @Test(arguments: [9_000, 40_000])
    func `a target that is too long gets 414`(length: Int) async throws {
        let target = "/hello?" + String(repeating: "x", count: length)
        let answer = try await answer(to: "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", .forTests)
        #expect(answer.hasPrefix("HTTP/1.1 414 "))
    }

    @Test(arguments: [Route.BodyMode.none, .buffered(limit: 10), .streamed(limit: 10)])
    func `a body over its limit gets 413, by its length or when it has come`(mode: Route.BodyMode) async throws {
        let limits = HTTPLimits.forTests { $0.discardedBodyBytes = 10 }
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\n"
        #expect(
            try await answer(to: head + "Content-Length: 11\r\n\r\n", limits, [.echo(mode)]).hasPrefix("HTTP/1.1 413 "))
        let chunked = head + "Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n"
        #expect(try await answer(to: chunked, limits, [.echo(mode)]).hasPrefix("HTTP/1.1 413 "))
    }

    @Test func `an idle connection is closed`() async throws {
        let limits = HTTPLimits.forTests { $0.idleTimeout = .seconds(1) }
        try await withServer([.hello], limits: limits) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.readToEnd().hasSuffix("hello"))
        }
    }

    @Test func `a slow head gets 408`() async throws {
        let limits = HTTPLimits.forTests { $0.headerTimeout = .milliseconds(30) }
        #expect(try await answer(to: "GET /hello HTT", limits).hasPrefix("HTTP/1.1 408 "))
        #expect(try await answer(to: "GET /hello HTTP/1.1\r\nHost: a\r\nX: ", limits).hasPrefix("HTTP/1.1 408 "))
    }

    @Test(arguments: [Route.BodyMode.buffered(limit: 100), .streamed(limit: 100)])
    func `a slow body gets 408`(mode: Route.BodyMode) async throws {
        let limits = HTTPLimits.forTests { $0.progressTimeout = .milliseconds(30) }
        let request = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
        #expect(try await answer(to: request, limits, [.echo(mode)]).hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `a client that does not read its response is cut`() async throws {
        let limits = HTTPLimits.forTests { $0.progressTimeout = .milliseconds(100) }
        let large = Route(.get, "/large") { _ in .text(String(repeating: "x", count: 32 << 20)) }
        try await withServer([large], limits: limits) { port, server in
            let client = try await RawConnection.connect(port: port, reads: false)
            try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("it came") { server.openConnections == 1 }
            try await eventually("it was cut") { server.openConnections == 0 }
        }
    }

    @Test func `a handler that takes too long is cancelled and its client gets 504`() async throws {
        let limits = HTTPLimits.forTests { $0.requestTimeout = .milliseconds(30) }
        let cancelled = Recorder<Bool>()
        let summaries = Recorder<RequestSummary>()
        let slow = Route(.get, "/slow") { _ in
            do { try await untilCancelled() } catch { cancelled.record(true) }
            return .text("too late")
        }
        let hooks = ServerHooks(finished: { summaries.record($0) })
        try await withServer([slow], limits: limits, hooks: hooks) { port, server in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 504 "))
            try await eventually("the handler ended") { server.requestsInFlight == 0 }
            #expect(cancelled.all == [true])
            #expect(summaries.all.map(\.ending) == [.timedOut])
        }
    }

    @Test func `a connection over the limit is closed and the others go on`() async throws {
        let limits = HTTPLimits.forTests { $0.connections = 1 }
        try await withServer([.hello], limits: limits) { port, server in
            let first = try await RawConnection.connect(port: port)
            try await eventually("it is in") { server.openConnections == 1 }
            let second = try await RawConnection.connect(port: port)
            #expect(await second.readToEnd() == "")
            try await first.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await first.readResponse().body == "hello")
        }
    }

    @Test func `a request over the limit gets 503 and may come again`() async throws {
        let limits = HTTPLimits.forTests { $0.requestsInFlight = 1 }
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        try await withServer([slow, .hello], limits: limits) { port, server in
            let first = try await RawConnection.connect(port: port)
            try await first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("it is in") { server.requestsInFlight == 1 }
            let second = try await RawConnection.connect(port: port)
            try await second.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let refused = try await second.readResponse()
            #expect(refused.status == 503 && refused["retry-after"] == "1")
            gate.open()
            #expect(try await first.readResponse().body == "slow")
            try await eventually("its place is free") { server.requestsInFlight == 0 }
            try await second.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await second.readResponse().body == "hello")
        }
    }
}
