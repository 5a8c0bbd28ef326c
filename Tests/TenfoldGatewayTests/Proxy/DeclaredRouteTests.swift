import Synchronization
import TenfoldCore
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// A gateway in front of modules: their routes, and what it adds for their servers.
@Suite(.timeLimit(.minutes(1))) struct DeclaredRouteTests {
    private let fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"

    /// Heads that servers have been sent.
    private final class Heads: Sendable {
        private let heads = Mutex<[String]>([])

        func add(_ head: String) { heads.withLock { $0.append(head) } }
        var all: [String] { heads.withLock { $0 } }

        /// The values of a field in each head, in order.
        func values(_ name: String) -> [[String]] {
            all.map { head in
                head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix(name + ": ") }
                    .map { String($0.dropFirst(name.count + 2)) }
            }
        }
    }

    private func withGateway(
        _ servers: [HTTPEndpoint], _ declared: [DeclaredRoute], routes: [ProxyRoute] = [],
        _ body: (ProxyScene) async throws -> Void
    ) async throws {
        var all = ProxyRoute(path: "/*", targets: [])
        all.leadsToModules = true
        try await ProxyScene.run(servers, routes: routes + [all]) { configuration in
            configuration.declared = declared
            configuration.upstreams[0].lines = Array("x-forwarded-proof: true-proof\r\n".utf8)
        } _: { scene in
            try await body(scene)
        }
    }

    private let orders = [
        DeclaredRoute(.get, "/orders/:id", upstream: "it", isMessage: true),
        DeclaredRoute(.post, "/orders", upstream: "it", isMessage: true),
        DeclaredRoute(.post, "/uploads", upstream: "it", isMessage: false),
    ]

    private func post(_ path: String, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\(fields)\r\n{}"
    }

    @Test func `what modules declare goes to them, and nothing else`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: fine)
        } _: { endpoint, _ in
            try await withGateway([endpoint], orders) { scene in
                let expected = [
                    ("GET /orders/7", 200), ("GET /orders/a%2Fb", 200),
                    ("GET /%6Frders/7", 200),
                    // Who has other methods of the path says which.
                    ("DELETE /orders/7", 200), ("GET /orders/7/items", 404), ("GET /orders//items", 404),
                    ("GET /", 404), ("BREW /orders/7", 501), ("GET /orders/%zz", 400),
                ]
                for (line, wanted) in expected {
                    let status = try await scene.ask("\(line) HTTP/1.1\r\nHost: a\r\n\r\n").status
                    #expect(status == wanted, "\(line)")
                }
            }
        }
    }

    @Test func `a file's route holds its rules for the modules' routes below it, however the path is written`()
        async throws
    {
        var closed = ProxyRoute(path: "/orders/*", targets: [])
        closed.leadsToModules = true
        closed.policies.access = AccessList(allow: [], deny: [])
        try await ScriptedServer.run { _, server in
            try await server.answer(with: fine)
        } _: { endpoint, _ in
            try await withGateway([endpoint], orders, routes: [closed]) { scene in
                let get = { (path: String) in "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
                let expected = [(get("/orders/7"), 403), (get("/%6Frders/7"), 400), (post("/orders"), 403)]
                for (request, wanted) in expected {
                    let status = try await scene.ask(request).status
                    #expect(status == wanted, "\(request)")
                }
            }
        }
    }

    @Test func `a command gets a key, and keeps its client's`() async throws {
        let heads = Heads()
        try await ScriptedServer.run { _, server in
            while true {
                heads.add(try await server.read(through: "\r\n\r\n"))
                try await server.send(fine)
                _ = try await server.read(through: "{}")
            }
        } _: { endpoint, _ in
            try await withGateway([endpoint], orders) { scene in
                for request in [post("/orders"), post("/orders", "Idempotency-Key: mine\r\n"), post("/uploads")] {
                    let status = try await scene.ask(request).status
                    #expect(status == 200)
                }
            }
        }
        let keys = heads.values("idempotency-key")
        #expect(keys.map(\.count) == [1, 1, 0])
        #expect((keys[0].first?.count ?? 0) > 16)
        #expect(keys[1] == ["mine"])
    }

    @Test func `a command whose server dies is sent to another under the same key; a raw request is not`() async throws
    {
        let heads = Heads()
        let dies: ScriptedServer.Script = { _, server in
            heads.add(try await server.read(through: "{}"))
        }
        let answers: ScriptedServer.Script = { _, server in
            while true {
                heads.add(try await server.read(through: "{}"))
                try await server.send(fine)
            }
        }
        try await ScriptedServer.run(dies) { first, _ in
            try await ScriptedServer.run(answers) { second, _ in
                try await withGateway([first, second], orders) { scene in
                    try await eventually("one has been sent twice") {
                        let before = heads.all.count
                        let status = try await scene.ask(post("/orders")).status
                        #expect(status == 200)
                        return heads.all.count - before == 2
                    }
                    let keys = heads.values("idempotency-key").suffix(2)
                    #expect(Set(keys).count == 1 && keys.first?.count == 1, "\(keys)")
                }
            }
        }
        try await ScriptedServer.run(dies) { first, _ in
            try await ScriptedServer.run(dies) { second, _ in
                try await withGateway([first, second], orders) { scene in
                    let before = heads.all.count
                    let status = try await scene.ask(post("/uploads")).status
                    #expect(status == 502)
                    #expect(heads.all.count - before == 1, "it may have had an effect")
                }
            }
        }
    }

    @Test func `what only the gateway may say is taken from nobody`() async throws {
        let heads = Heads()
        try await ScriptedServer.run { _, server in
            heads.add(try await server.read(through: "\r\n\r\n"))
            try await server.send(fine)
        } _: { endpoint, _ in
            try await withGateway([endpoint], orders) { scene in
                let forged = """
                    X-Forwarded-Proof: forged\r
                    x_forwarded_proof: forged\r
                    X-Forwarded-Client: 1.2.3.4\r
                    X-Forwarded-For: 1.2.3.4\r
                    X-Authenticated-Subject: root\r

                    """
                let status = try await scene.ask("GET /orders/1 HTTP/1.1\r\nHost: a\r\n\(forged)\r\n").status
                #expect(status == 200)
            }
        }
        #expect(heads.values("x-forwarded-proof") == [["true-proof"]])
        #expect(heads.values("x-forwarded-client") == [["127.0.0.1"]])
        #expect(heads.values("x-forwarded-for") == [["127.0.0.1"]])
        #expect(!(heads.all.first ?? "").contains("root") && !(heads.all.first ?? "").contains("forged"))
    }

    @Test func `two modules with one pattern, and modules without routes, are refused`() async throws {
        var configuration = ProxyConfiguration()
        configuration.upstreams = [ProxyUpstream(name: "it", servers: [HTTPEndpoint(host: "127.0.0.1", port: 1)])]
        configuration.routes = [ProxyRoute(path: "/*", targets: [])]
        configuration.routes[0].leadsToModules = true
        #expect(throws: ProxyFault.self) { _ = try ProxyServer(configuration) }
        configuration.declared = [orders[0], DeclaredRoute(.get, "/orders/:name", upstream: "it", isMessage: true)]
        #expect(throws: ProxyFault.self) { _ = try ProxyServer(configuration) }
    }
}
