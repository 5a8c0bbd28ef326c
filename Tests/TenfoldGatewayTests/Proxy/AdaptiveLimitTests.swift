import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// The adaptive limit before an upstream: at first twenty requests at once.
@Suite(.timeLimit(.minutes(1))) struct AdaptiveLimitTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Runs a proxy before a server that answers once `gate` was added to.
    private func run(
        timeout: Duration, _ body: @escaping (_ scene: ProxyScene, _ asked: Tally, _ gate: Tally) async throws -> Void
    ) async throws {
        let (asked, gate) = (Tally(), Tally())
        try await ScriptedServer.run { _, server in
            while true {
                _ = try await server.read(through: "\r\n\r\n")
                asked.add()
                try await eventually("the gate is open", within: .seconds(50)) { gate.count > 0 }
                try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")
            }
        } _: { endpoint, _ in
            var route = ProxyRoute(path: "/*", upstream: "it")
            route.timeout = timeout
            try await ProxyScene.run([endpoint], routes: [route]) {
                $0.upstreams[0].limits.isAdaptive = true
            } _: { scene in
                try await body(scene, asked, gate)
            }
        }
    }

    private func ask(_ scene: ProxyScene, times: Int) async throws -> [RawConnection] {
        var clients: [RawConnection] = []
        for _ in 0..<times {
            let client = try await scene.connect()
            try await client.send(Self.get)
            clients.append(client)
        }
        return clients
    }

    @Test func `who waits is let in as soon as others are done`() async throws {
        try await run(timeout: .seconds(60)) { scene, asked, gate in
            let clients = try await ask(scene, times: 25)
            try await eventually("as many as the limit allows are at the server") { asked.count == 20 }
            gate.add()
            for client in clients {
                let answer = try await client.readResponse()
                #expect(answer.status == 200 && answer.body == "fine", "\(answer)")
            }
            #expect(asked.count == 25)
        }
    }

    @Test func `who waits too long is turned away, and the server never sees it`() async throws {
        try await run(timeout: .seconds(5)) { scene, asked, gate in
            let clients = try await ask(scene, times: 30)
            var statuses: [Int] = []
            for client in clients[20...] {
                let answer = try await client.readResponse()
                #expect(answer.body.contains("no room"), "\(answer)")
                statuses.append(answer.status)
            }
            #expect(statuses == Array(repeating: 503, count: 10) && asked.count == 20)
            gate.add()
            for client in clients[..<20] {
                let status = try await client.readResponse().status
                #expect(status == 200)
            }
        }
    }

    @Test func `who leaves gives its place to others, also while it waits`() async throws {
        try await run(timeout: .seconds(60)) { scene, asked, gate in
            let clients = try await ask(scene, times: 25)
            try await eventually("as many as the limit allows are at the server") { asked.count == 20 }
            for client in clients[20...] { await client.close() }
            try await eventually("those that wait have left") { scene.proxy.openConnections == 20 }
            for client in clients[..<20] { await client.close() }
            try await eventually("all have left") { scene.proxy.openConnections == 0 }
            gate.add()
            let next = try await ask(scene, times: 20)
            for client in next {
                let status = try await client.readResponse().status
                #expect(status == 200)
            }
            #expect(asked.count == 40)
        }
    }
}
