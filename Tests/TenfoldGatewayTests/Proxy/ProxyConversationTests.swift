import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// What goes through a proxy when everybody behaves.
@Suite(.timeLimit(.minutes(1))) struct ProxyConversationTests {
    private let get = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n"

    @Test func `requests go on one connection, and answers come back as they were`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Odd-Case: Yes\r\n\r\nhello"
        try await ScriptedServer.run { _, server in
            try await server.answer(with: answer)
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                for _ in 0..<3 {
                    try await client.send(get)
                    #expect(try await client.read(count: answer.utf8.count) == answer)
                }
                // Several at once are answered in their order.
                try await client.send(get + get + get)
                #expect(try await client.read(count: 3 * answer.utf8.count) == answer + answer + answer)
            }
            #expect(server.count == 1)
        }
    }

    @Test func `the server is told who asks`() async throws {
        let seen = Mutex("")
        try await ScriptedServer.run { _, server in
            let head = try await server.read(through: "\r\n\r\n")
            seen.withLock { $0 = head }
            try await server.send("HTTP/1.1 204 No Content\r\n\r\n")
        } _: { endpoint, _ in
            var route = ProxyRoute(path: "/api/*", upstream: "it")
            route.strip = "/api"
            try await ProxyScene.run([endpoint], routes: [route]) { scene in
                let client = try await scene.connect()
                try await client.send("GET /api/x?y HTTP/1.1\r\nHost: shop.test\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n")
                #expect(try await client.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 204 "))
            }
        }
        #expect(
            seen.withLock { $0 }
                == "GET /x?y HTTP/1.1\r\nHost: shop.test\r\nx-forwarded-for: 127.0.0.1\r\nx-forwarded-proto: http\r\n"
                + "x-forwarded-host: shop.test\r\n"
                + "forwarded: for=127.0.0.1;proto=http;host=\"shop.test\"\r\n\r\n")
    }

    @Test(arguments: [
        ("Content-Length: 11\r\n\r\n", "hello world"),
        ("Transfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n"),
    ])
    func `bodies go both ways in the form in which they come`(framing: String, body: String) async throws {
        try await ScriptedServer.run { _, server in
            let head = try await server.read(through: "\r\n\r\n")
            let received = try await server.read(count: body.utf8.count)
            let isSame = received == body && head.contains(framing.dropLast(2))
            try await server.send("HTTP/1.1 \(isSame ? 200 : 500) OK\r\n\(framing)\(body)")
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)")
                // In pieces, as they come.
                for byte in body { try await client.send(String(byte)) }
                let answer = "HTTP/1.1 200 OK\r\n\(framing)\(body)"
                #expect(try await client.read(count: answer.utf8.count) == answer)
            }
        }
    }

    @Test func `large bodies leave both connections as they were`() async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 15)
        try await ScriptedServer.run { _, server in
            while true {
                _ = try await server.read(through: "\r\n\r\n")
                let received = try await server.read(count: body.utf8.count)
                try await server.send("HTTP/1.1 200 OK\r\nContent-Length: \(received.utf8.count)\r\n\r\n\(received)")
            }
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                for _ in 0..<20 {
                    try await client.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    let answer = try await client.readResponse()
                    #expect(answer.body == body)
                }
            }
            #expect(server.count == 1)
        }
    }

    @Test func `a body without end is passed on while it comes`() async throws {
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
            _ = try await server.read(through: "3\r\nend\r\n0\r\n\r\n")
            try await server.send("1\r\nb\r\n0\r\n\r\n")
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                _ = try await client.read(through: "1\r\na\r\n")
                try await client.send("3\r\nend\r\n0\r\n\r\n")
                #expect(try await client.read(through: "0\r\n\r\n") == "1\r\nb\r\n0\r\n\r\n")
            }
        }
    }

    @Test func `the client waits for 100 and gets it`() async throws {
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send("HTTP/1.1 100 Continue\r\n\r\n")
            _ = try await server.read(count: 2)
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.send("ab")
                #expect(try await client.readResponse().status == 200)
            }
        }
    }

    @Test func `an answer that ends with its connection ends the client's, too`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.0 200 OK\r\n\r\nall there is", closes: true)
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(get)
                #expect(await client.readToEnd() == "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall there is")
            }
        }
    }

    @Test func `a client of HTTP 1.0 gets a body without chunks`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(
                with: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send("GET / HTTP/1.0\r\n\r\n")
                #expect(await client.readToEnd() == "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabcde")
            }
        }
    }

    @Test func `HEAD has a length and no body`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                for _ in 0..<2 {
                    try await client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await client.readResponse(toHead: true).status == 200)
                }
            }
            #expect(server.count == 1)
        }
    }
}
