import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Servers that lie, stall and go; requests that lead nowhere.
@Suite(.timeLimit(.minutes(1))) struct ProxyFaultTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"

    /// Nobody listens there.
    private func deadEnd() async throws -> HTTPEndpoint {
        HTTPEndpoint(host: "127.0.0.1", port: try await FreePorts.find(1)[0])
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na", "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 1\r\n\r\na", "HTTP/1.1 200 OK\r\nX",
        "HTTP/1.1 99 Low\r\n\r\n",
    ])
    func `nonsense of a server is a 502, and the client's connection goes on`(text: String) async throws {
        let (get, fine) = (get, fine)
        try await ScriptedServer.run { number, server in
            try await server.answer(with: number == 0 ? text : fine, closes: number == 0)
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(get)
                let bad = try await client.readResponse()
                #expect(bad.status == 502 && bad["content-type"] == "application/problem+json", "\(bad)")
                try await client.send(get)
                #expect(try await client.readResponse().body == "fine")
            }
        }
    }

    @Test func `endless fields of a server are a 502`() async throws {
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\n" + String(repeating: "X: y\r\n", count: 10_000))
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let status = try await scene.ask(get).status
                #expect(status == 502)
            }
        }
    }

    @Test func `a server that breaks off in its body breaks off the client's connection`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", closes: true)
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(get)
                #expect(await client.readToEnd() == "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            }
        }
    }

    @Test func `bytes behind an answer are nobody's answer`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: fine + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                for _ in 0..<3 {
                    try await client.send(get)
                    #expect(try await client.readResponse().body == "fine")
                }
            }
            #expect(server.count == 3, "no connection is used again")
        }
    }

    @Test func `a server that cannot be reached is a 502, unless another can`() async throws {
        let dead = try await deadEnd()
        try await ProxyScene.run([dead]) { scene in
            let status = try await scene.ask(get).status
            #expect(status == 502)
        }
        try await ScriptedServer.run { _, server in
            try await server.answer(with: fine)
        } _: { endpoint, _ in
            try await ProxyScene.run([dead, endpoint]) { scene in
                for _ in 0..<10 {
                    let status = try await scene.ask(get).status
                    #expect(status == 200)
                }
            }
        }
    }

    @Test func `a kept connection that its server has closed is not the client's trouble`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: fine, closes: true)
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                for _ in 0..<20 {
                    try await client.send(get)
                    #expect(try await client.readResponse().status == 200)
                }
            }
            #expect(server.count >= 20)
        }
    }

    @Test func `a server that takes too long is a 504`() async throws {
        try await ScriptedServer.run { _, server in
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            var route = ProxyRoute(path: "/*", upstream: "it")
            route.timeout = .milliseconds(100)
            try await ProxyScene.run([endpoint], routes: [route]) { scene in
                let answer = try await scene.ask(get)
                #expect(answer.status == 504 && answer.body.contains("longer than allowed"), "\(answer)")
            }
        }
    }

    @Test func `where too many wait the next gets a 503`() async throws {
        let asked = Mutex(0)
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            asked.withLock { $0 += 1 }
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) {
                $0.upstreams[0].limits.connectionsPerServer = 1
                $0.upstreams[0].limits.waitingPerServer = 1
            } _: { scene in
                let first = try await scene.connect()
                try await first.send(get)
                try await eventually("the first is at the server") { asked.withLock { $0 } == 1 }
                // One waits, and all others are one too many.
                let refused = Tally()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<10 {
                        group.addTask {
                            guard try await scene.ask(get).status == 503 else { return }
                            refused.add()
                        }
                    }
                    try await eventually("nine are refused") { refused.count == 9 }
                    group.cancelAll()
                    await scene.proxy.stop(grace: .zero)
                    while let outcome = await group.nextResult() { _ = outcome }
                }
            }
        }
    }

    @Test(arguments: [
        ("GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /other HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("TRACE /b HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET /b HTTP/1.1\r\nHost: a\r\nConnection: content-length\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
    ])
    func `what must not go on is refused and reaches nobody`(request: String, status: Int) async throws {
        let endpoint = try await deadEnd()
        try await ProxyScene.run([endpoint], routes: [ProxyRoute(path: "/b/*", upstream: "it")]) { scene in
            let answer = try await scene.ask(request)
            #expect(answer.status == status && answer["content-type"] == "application/problem+json", "\(answer)")
        }
    }

    @Test func `a client that goes takes its server's connection with it`() async throws {
        let asked = Mutex(false)
        let gone = Mutex(false)
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            asked.withLock { $0 = true }
            _ = await server.readToEnd()
            gone.withLock { $0 = true }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(get)
                try await eventually("the server is asked") { asked.withLock { $0 } }
                await client.close()
                try await eventually("the server's connection ends") { gone.withLock { $0 } }
                try await eventually("nothing is left") { scene.proxy.openConnections == 0 }
            }
        }
    }

    @Test func `a server that stops in the middle of its answer is given up`() async throws {
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) {
                $0.limits.stallTimeout = .milliseconds(100)
            } _: { scene in
                let client = try await scene.connect()
                try await client.send(get)
                #expect(await client.readToEnd() == "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            }
        }
    }

    @Test(arguments: [502, 504])
    func `an upstream that never answers is left alone for a while`(status: Int) async throws {
        try await ScriptedServer.run { _, server in
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            var route = ProxyRoute(path: "/*", upstream: "it")
            route.timeout = .milliseconds(30)
            try await ProxyScene.run([status == 502 ? try await deadEnd() : endpoint], routes: [route]) { scene in
                var answers: [RawResponse] = []
                for _ in 0..<40 { answers.append(try await scene.ask(get)) }
                #expect(answers.prefix(20).map(\.status) == Array(repeating: status, count: 20))
                let last = try #require(answers.last)
                #expect(last.status == 503 && last.body.contains("fails too often"), "\(last)")
            }
        }
    }

    @Test func `an upstream that only fails is left alone for a while`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                var answers: [RawResponse] = []
                for _ in 0..<40 {
                    try await client.send(get)
                    answers.append(try await client.readResponse())
                }
                #expect(answers.prefix(20).allSatisfy { $0.status == 500 })
                let last = try #require(answers.last)
                #expect(
                    last.status == 503 && last["retry-after"] == "5" && last.body.contains("fails too often"), "\(last)"
                )
            }
        }
    }

    @Test func `a request that was sent is not sent again, unless it may be`() async throws {
        for (method, sent) in [("POST", 2), ("GET", 3)] {
            let count = Tally()
            let fine = fine
            try await ScriptedServer.run { number, server in
                _ = try await server.read(through: "\r\n\r\n")
                count.add()
                try await server.send(fine)
                guard number == 0 else { return }
                // The kept connection takes one request more, and ends.
                _ = try await server.read(through: "\r\n\r\n")
                count.add()
            } _: { endpoint, _ in
                try await ProxyScene.run([endpoint]) { scene in
                    let client = try await scene.connect()
                    var statuses: [Int] = []
                    for _ in 0..<2 {
                        try await client.send("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n")
                        statuses.append(try await client.readResponse().status)
                    }
                    #expect(statuses == (method == "GET" ? [200, 200] : [200, 502]))
                    #expect(count.count == sent)
                }
            }
        }
    }

    @Test func `a slow head is refused`() async throws {
        let endpoint = try await deadEnd()
        try await ProxyScene.run([endpoint]) {
            $0.limits.client.headerTimeout = .milliseconds(50)
        } _: { scene in
            let status = try await scene.ask("GET / HT").status
            #expect(status == 408)
        }
    }
}
