import NIOCore
import NIOPosix
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// The client and our own server.
@Suite(.timeLimit(.minutes(1)))
struct ClientConversationTests {
    @Test func `one connection carries request after request`() async throws {
        try await withServer([.hello, .echo()]) { port, server in
            try await withClient { client async throws in
                for number in 0..<20 {
                    let echo = try await client.send(
                        ClientRequest(.post, "/echo", body: ByteBuffer(string: "\(number)")), to: .local(port))
                    #expect(echo.status == .ok && echo.text == "\(number)" && echo.keepsConnection)
                    #expect(try await client.get("/hello", .local(port)).text == "hello")
                }
                #expect(server.openConnections == 1 && client.openConnections == 1)
            }
            try await eventually("the server sees the end") { server.openConnections == 0 }
        }
    }

    @Test func `the response to HEAD has no body and leaves the connection in order`() async throws {
        try await withServer([.hello]) { port, server in
            try await withClient { client async throws in
                let head = try await client.send(ClientRequest(.head, "/hello"), to: .local(port))
                #expect(head.text == "" && head.fields["content-length"] == "5")
                #expect(try await client.get("/hello", .local(port)).text == "hello")
                #expect(server.openConnections == 1)
            }
        }
    }

    @Test func `fields travel both ways`() async throws {
        let route = Route(.get, "/fields") { request in
            Response(fields: ["x-seen": request.fields["x-mine"] ?? "-"], body: .text(request.fields["host"] ?? "-"))
        }
        try await withServer([route]) { port, _ in
            try await withClient { client async throws in
                let request = ClientRequest(.get, "/fields", fields: ["X-Mine": "caf\u{E9}"])
                let response = try await client.send(request, to: .local(port))
                #expect(response.fields["X-SEEN"] == "caf\u{E9}")
                #expect(response.fields["x-missing"] == nil)
                #expect(response.fields.map(\.name).contains("x-seen"))
                #expect(response.text == "127.0.0.1:\(port)")
            }
        }
    }

    @Test func `large bodies go both ways`() async throws {
        let body = ByteBuffer(bytes: (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try await withServer([.echo(.buffered(limit: 4 << 20))]) { port, server in
            try await withClient { client async throws in
                for _ in 0..<3 {
                    let echo = try await client.send(ClientRequest(.post, "/echo", body: body), to: .local(port))
                    #expect(echo.body == body)
                }
                #expect(server.openConnections <= 3)
            }
        }
    }

    @Test func `a streamed response is gathered`() async throws {
        let route = Route(.get, "/stream") { _ in
            Response(
                body: .stream { writer in
                    for number in 0..<100 {
                        try await writer.write("\(number),")
                        if number % 10 == 0 { await Task.yield() }
                    }
                })
        }
        try await withServer([route]) { port, server in
            try await withClient { client async throws in
                for _ in 0..<3 {
                    let text = try await client.get("/stream", .local(port)).text
                    #expect(text == (0..<100).map { "\($0)," }.joined())
                }
                #expect(server.openConnections == 1)
            }
        }
    }

    @Test func `64 calls at a time share few connections, and each gets its own answer`() async throws {
        let route = Route(.post, "/echo") { request in
            await Task.yield()
            return Response(body: .buffer(try await request.body.collect(upTo: 100)))
        }
        try await withServer([route]) { port, server in
            try await withClient(.with { $0.connectionsPerEndpoint = 4 }) { client async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for caller in 0..<64 {
                        group.addTask {
                            for number in 0..<20 {
                                let body = ByteBuffer(string: "\(caller)/\(number)")
                                let echo = try await client.send(
                                    ClientRequest(.post, "/echo", body: body), to: .local(port))
                                #expect(echo.body == body)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(client.openConnections <= 4 && server.openConnections <= 4)
                #expect(client.waitingRequests == 0)
            }
        }
    }

    @Test func `a handler's call stays on the loop of its connection`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
        let client = HTTPClient(group: group)
        try await withServer([.hello]) { port, _ in
            let route = Route(.get, "/call") { _ in
                let before = MultiThreadedEventLoopGroup.currentEventLoop
                let answer = try await client.get("/hello", .local(port))
                let isSame = before != nil && before === MultiThreadedEventLoopGroup.currentEventLoop
                return .text("\(answer.text) \(isSame)")
            }
            let front = HTTPServer(
                configuration: .localAnyPort, router: try Router(routes: [route]), group: group)
            let address = try await front.start()
            try await withThrowingTaskGroup(of: Void.self) { calls in
                for _ in 0..<12 {
                    calls.addTask {
                        try await withClient { outside async throws in
                            for _ in 0..<20 {
                                #expect(try await outside.get("/call", .local(address.port)).text == "hello true")
                            }
                        }
                    }
                }
                try await calls.waitForAll()
            }
            await client.close()
            await front.shutdown(grace: .zero)
        }
        try await group.shutdownGracefully()
    }

    @Test func `what a request must not say is refused before anything is sent`() async throws {
        try await withServer([.hello]) { port, _ in
            try await withClient { client async throws in
                let requests = [
                    ClientRequest(.get, "/hello", fields: ["a\r\nb": "c"]),
                    ClientRequest(.get, "/hello", fields: ["": "c"]),
                    ClientRequest(.get, "/hello", fields: ["a": "b\r\nc: d"]), ClientRequest(.get, "/a b"),
                    ClientRequest(.get, ""), ClientRequest(.get, "hello"), ClientRequest(.get, "/a#b"),
                    ClientRequest(.get, "/hello HTTP/1.1\r\nx: y"), ClientRequest(.get, "/caf\u{E9}"),
                    ClientRequest(.get, "/hello", fields: ["host": "a", "Host": "b"]),
                ]
                for request in requests {
                    let error = await #expect(throws: HTTPClientError.self) {
                        try await client.send(request, to: .local(port))
                    }
                    #expect(error?.code == .invalidRequest && error?.isUnsent == true)
                }
                #expect(try await client.get("/hello", .local(port)).text == "hello")
            }
        }
    }

    @Test func `fields that frame a message are the client's own`() async throws {
        let seen = Recorder<String>()
        try await ScriptedServer.run { _, connection in
            seen.record(try await connection.read(through: "\r\n\r\n") + connection.read(count: 2))
            try await connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        } _: { endpoint, _ in
            try await withClient { client async throws in
                let fields: HTTPFields = [
                    "Content-Length": "9", "Transfer-Encoding": "chunked", "Connection": "close", "Upgrade": "x",
                    "Expect": "100-continue", "Accept": "*/*", "Host": "shop",
                ]
                let request = ClientRequest(.post, "/a?b=c", fields: fields, body: ByteBuffer(string: "hi"))
                _ = try await client.send(request, to: endpoint)
            }
        }
        #expect(seen.all == ["POST /a?b=c HTTP/1.1\r\nAccept: */*\r\nHost: shop\r\ncontent-length: 2\r\n\r\nhi"])
    }
}

extension HTTPServer.Configuration {
    static var localAnyPort: Self {
        var configuration = Self()
        configuration.port = 0
        return configuration
    }
}
