import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Answers that say that another server should be asked.
@Suite(.timeLimit(.minutes(1))) struct ProxyRetryTests {
    private static let fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
    private static let busy = "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 4\r\n\r\nbusy"

    /// Runs a proxy before a server that has no room and one that answers.
    private func run(
        busy: String = Self.busy, _ body: @escaping (ProxyScene, _ busy: ScriptedServer) async throws -> Void
    ) async throws {
        let fine = Self.fine
        try await ScriptedServer.run { _, server in
            try await server.answer(with: busy)
        } _: { full, fullServer in
            try await ScriptedServer.run { _, server in
                try await server.answer(with: fine)
            } _: { free, _ in
                try await ProxyScene.run([full, free]) { try await body($0, fullServer) }
            }
        }
    }

    @Test func `a server without room is left for another, and its connection is kept`() async throws {
        try await run { scene, busy in
            let client = try await scene.connect()
            for _ in 0..<8 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.readResponse()
                #expect(answer.status == 200 && answer.body == "fine", "\(answer)")
            }
            #expect(busy.count <= 1)
        }
    }

    @Test func `what is still to come of the refusal is nobody's answer`() async throws {
        let half = "HTTP/1.1 503 Busy\r\nContent-Length: 99\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
        try await run(busy: half) { scene, _ in
            let client = try await scene.connect()
            for _ in 0..<8 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.readResponse().body == "fine")
            }
        }
    }

    @Test func `a request that may have an effect gets the refusal`() async throws {
        try await run { scene, busy in
            var statuses: Set<Int> = []
            for _ in 0..<40 where !statuses.contains(503) {
                let answer = try await scene.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                #expect(answer.status == 200 || answer.body == "busy" && answer["retry-after"] == "9", "\(answer)")
                statuses.insert(answer.status)
            }
            #expect(statuses.contains(503))
        }
    }

    @Test func `where no other is left, the refusal goes on as it is`() async throws {
        let busy = Self.busy
        try await ScriptedServer.run { _, server in
            try await server.answer(with: busy)
        } _: { one, _ in
            try await ScriptedServer.run { _, server in
                try await server.answer(with: busy)
            } _: { other, _ in
                try await ProxyScene.run([one, other]) { scene in
                    let answer = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(answer.status == 503 && answer.body == "busy", "\(answer)")
                }
            }
        }
    }
}
