import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Configurations that change while requests are under way.
@Suite(.timeLimit(.minutes(1))) struct ProxyReloadTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func answering(_ text: String) -> ScriptedServer.Script {
        { _, server in
            try await server.answer(with: "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
    }

    private func configuration(_ servers: [HTTPEndpoint]) -> ProxyConfiguration {
        var configuration = ProxyConfiguration()
        configuration.upstreams = [ProxyUpstream(name: "it", servers: servers)]
        configuration.routes = [ProxyRoute(path: "/*", upstream: "it")]
        return configuration
    }

    @Test func `a connection stays, and its next request goes by the new rules`() async throws {
        try await ScriptedServer.run(answering("old")) { old, _ in
            try await ScriptedServer.run(answering("new")) { new, _ in
                try await ProxyScene.run([old]) { scene in
                    let client = try await scene.connect()
                    try await client.send(get)
                    #expect(try await client.readResponse().body == "old")
                    try await scene.proxy.update(configuration([new]))
                    try await client.send(get)
                    #expect(try await client.readResponse().body == "new")
                }
            }
        }
    }

    @Test func `a request under way ends at the server where it began`() async throws {
        let asked = Mutex(false)
        let goOn = Mutex(false)
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            asked.withLock { $0 = true }
            try await eventually("the configuration has changed") { goOn.withLock { $0 } }
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold")
        } _: { old, _ in
            try await ScriptedServer.run(answering("new")) { new, _ in
                try await ProxyScene.run([old]) { scene in
                    let client = try await scene.connect()
                    try await client.send(get)
                    try await eventually("it is at the server") { asked.withLock { $0 } }
                    try await scene.proxy.update(configuration([new]))
                    goOn.withLock { $0 = true }
                    #expect(try await client.readResponse().body == "old")
                }
            }
        }
    }

    @Test func `servers that stay keep their connections`() async throws {
        try await ScriptedServer.run(answering("it")) { endpoint, server in
            try await ScriptedServer.run(answering("it")) { other, _ in
                try await ProxyScene.run([endpoint]) { scene in
                    let client = try await scene.connect()
                    for round in 0..<4 {
                        try await client.send(get)
                        #expect(try await client.readResponse().body == "it")
                        try await scene.proxy.update(configuration(round % 2 == 0 ? [endpoint, other] : [endpoint]))
                    }
                    #expect(server.count == 1)
                }
            }
        }
    }

    @Test func `a configuration that leads nowhere is refused, and the old one stays`() async throws {
        try await ScriptedServer.run(answering("it")) { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                var wrong = configuration([endpoint])
                wrong.routes = [ProxyRoute(path: "/*", upstream: "nobody")]
                await #expect(throws: ProxyFault.self) { try await scene.proxy.update(wrong) }
                let body = try await scene.ask(get).body
                #expect(body == "it")
            }
        }
    }

    @Test func `no request fails while the configuration changes again and again`() async throws {
        try await ScriptedServer.run(answering("it")) { one, _ in
            try await ScriptedServer.run(answering("it")) { other, _ in
                try await ProxyScene.run([one, other]) { scene in
                    let changes = Task {
                        for round in 0..<60 {
                            try await scene.proxy.update(configuration([[one], [other], [one, other]][round % 3]))
                        }
                    }
                    let client = try await scene.connect()
                    for _ in 0..<300 {
                        try await client.send(get)
                        #expect(try await client.readResponse().status == 200)
                    }
                    try await changes.value
                }
            }
        }
    }
}
