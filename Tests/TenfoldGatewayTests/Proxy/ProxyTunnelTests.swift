import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// WebSocket and other protocols behind an upgrade.
@Suite(.timeLimit(.minutes(1))) struct ProxyTunnelTests {
    private let ask =
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"
    private let granted = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

    @Test func `behind an upgrade bytes go through both ways`() async throws {
        let granted = granted
        try await ScriptedServer.run { _, server in
            let head = try await server.read(through: "\r\n\r\n")
            #expect(
                head.contains("connection: upgrade\r\nupgrade: websocket\r\n") && head.contains("Sec-WebSocket-Key: x"))
            // What comes right behind the head belongs to the other protocol.
            try await server.send(granted + "hello")
            while true { try await server.send(try await server.read(through: ".").uppercased()) }
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(ask + "early.")
                #expect(try await client.read(count: granted.utf8.count) == granted)
                #expect(try await client.read(count: 11) == "helloEARLY.")
                for text in ["one.", "GET / HTTP/1.1\r\n\r\n.", String(repeating: "x", count: 300_000) + "."] {
                    try await client.send(text)
                    #expect(try await client.read(count: text.utf8.count) == text.uppercased())
                }
                await client.close()
            }
            #expect(server.count == 1)
        }
    }

    @Test func `the end of either side is the end of the other`() async throws {
        let granted = granted
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send(granted + "bye")
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(ask)
                #expect(await client.readToEnd() == granted + "bye")
            }
        }
    }

    @Test func `a server that does not want to answers as ever`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.1 426 No\r\nContent-Length: 2\r\n\r\nno")
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                for _ in 0..<2 {
                    try await client.send(ask)
                    #expect(try await client.readResponse().status == 426)
                }
            }
        }
    }

    @Test func `h2c is not passed on`() async throws {
        try await ScriptedServer.run { _, server in
            let head = try await server.read(through: "\r\n\r\n")
            try await server.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(head.lowercased().contains("h2c") ? "y" : "n")")
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let answer = try await scene.ask(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n"
                )
                #expect(answer.status == 200 && answer.body == "n")
            }
        }
    }

    @Test func `an upgrade that nobody asked for is a 502`() async throws {
        let granted = granted
        try await ScriptedServer.run { _, server in
            try await server.answer(with: granted)
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let status = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status
                #expect(status == 502)
            }
        }
    }

    @Test func `a tunnel in which nobody says anything is closed`() async throws {
        let granted = granted
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send(granted)
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) {
                $0.limits.tunnelIdleTimeout = .milliseconds(100)
            } _: { scene in
                let client = try await scene.connect()
                try await client.send(ask)
                #expect(await client.readToEnd() == granted)
            }
        }
    }
}
