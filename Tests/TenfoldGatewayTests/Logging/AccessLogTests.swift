import Foundation
import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

@Suite(.timeLimit(.minutes(1))) struct AccessLogTests {
    private final class Lines: AccessLogSink {
        private let text = Mutex("")

        func write(_ lines: [UInt8]) { text.withLock { $0 += String(decoding: lines, as: UTF8.self) } }
        var all: [Substring] { text.withLock { $0 }.split(separator: "\n") }
    }

    @Test func `each request is a line of JSON, whoever answered it`() async throws {
        let lines = Lines()
        var options = ProxyServer.Options()
        options.accessLogSink = lines
        var known = ProxyRoute(path: "/known/*", upstream: "it")
        known.policies.identity = IdentityRule(identities: ["it"])
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.1 201 Made\r\nContent-Length: 4\r\n\r\nfine")
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint], routes: [known], options: options) {
                $0.logsRequests = true
                $0.identities = ["it": ByName(knows: false)]
            } _: { scene in
                _ = try await scene.ask(
                    "POST /known/\"x?token=secret HTTP/1.1\r\nHost: shop\r\nX-Name: ann\r\nContent-Length: 2\r\n\r\nhi")
                _ = try await scene.ask("GET /known HTTP/1.1\r\nHost: shop\r\n\r\n")
                try await eventually("both lines are there") { lines.all.count == 2 }
                let first = try json(lines.all[0])
                #expect(first["method"] as? String == "POST" && first["path"] as? String == "/known/\"x")
                #expect(first["status"] as? Int == 201 && first["principal"] as? String == "ann")
                #expect(first["upstream"] as? String == "it" && first["server"] as? String == "\(endpoint)")
                #expect(first["received_bytes"] as? Int == 2 && (first["sent_bytes"] as? Int ?? 0) > 40)
                #expect((first["upstream_ms"] as? Double ?? -1) >= 0 && first["client"] as? String == "127.0.0.1")
                #expect(!lines.all[0].contains("secret"))
                let second = try json(lines.all[1])
                #expect(second["status"] as? Int == 401 && second["outcome"] as? String == "refused")
            }
        }
    }

    @Test func `what has no route, cannot be read or is cut off has its line too`() async throws {
        let (lines, asked) = (Lines(), Tally())
        var options = ProxyServer.Options()
        options.accessLogSink = lines
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            asked.add()
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            let route = ProxyRoute(path: "/known/*", upstream: "it")
            try await ProxyScene.run([endpoint], routes: [route], options: options) {
                $0.logsRequests = true
            } _: { scene in
                _ = try await scene.ask("GET /none HTTP/1.1\r\nHost: shop\r\n\r\n")
                _ = try await scene.ask("nonsense\r\n\r\n")
                let client = try await scene.connect()
                try await client.send("GET /known/x HTTP/1.1\r\nHost: shop\r\n\r\n")
                try await eventually("the server is asked") { asked.count == 1 }
                await client.close()
                try await eventually("all lines are there") { lines.all.count == 3 }
                let read = try lines.all.map(json)
                #expect(read.map { $0["outcome"] as? String } == ["refused", "refused", "cut"])
                #expect(read.map { $0["status"] as? Int } == [404, 400, 0])
                #expect(read.map { $0["path"] as? String } == ["/none", "", "/known/x"])
                #expect(read.map { $0["received_bytes"] as? Int } == [0, 0, 0])
                #expect(read[2]["upstream"] as? String == "it")
            }
        }
    }

    private func json(_ line: Substring) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}
