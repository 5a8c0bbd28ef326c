import Synchronization
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Answers that are kept, renewed and shared.
@Suite(.timeLimit(.minutes(1))) struct CachingTests {
    /// What a server answers to its nth request, counted from 0.
    private typealias Origin = @Sendable (_ number: Int, _ head: String) -> String

    private func run(
        _ rule: CacheRule = CacheRule(), cors: CORSPolicy? = nil, origin: @escaping Origin,
        body: (ProxyScene, Heads) async throws -> Void
    ) async throws {
        let heads = Heads()
        var route = ProxyRoute(path: "/*", upstream: "it")
        route.policies.cache = rule
        route.policies.cors = cors
        try await ScriptedServer.run { _, server in
            while true {
                let head = try await server.read(through: "\r\n\r\n")
                let number = heads.all.count
                heads.add(head)
                try await server.send(origin(number, head))
            }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint], routes: [route]) { try await body($0, heads) }
        }
    }

    private static func response(_ fields: String, _ body: String, status: String = "200 OK") -> String {
        "HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func get(_ fields: String = "") -> String { "GET /x HTTP/1.1\r\nHost: shop\r\n\(fields)\r\n" }

    @Test func `a fresh answer is given again, with its age, and to HEAD, and as a 304`() async throws {
        try await run { number, _ in
            Self.response("Cache-Control: max-age=60\r\nETag: \"1\"\r\n", "body \(number)")
        } body: { scene, heads in
            let client = try await scene.connect()
            for _ in 0..<3 {
                try await client.send(get())
                #expect(try await client.readResponse().body == "body 0")
            }
            try await client.send(get("If-None-Match: \"1\"\r\n"))
            let known = try await client.readResponse(toHead: true)
            #expect(known.status == 304 && known["etag"] == "\"1\"")
            try await client.send("HEAD /x HTTP/1.1\r\nHost: shop\r\n\r\n")
            let head = try await client.readResponse(toHead: true)
            #expect(head["content-length"] == "6")
            // Machines under load take their time.
            #expect((0...60).contains(head["age"].flatMap { Int($0) } ?? -1))
            #expect(heads.all.count == 1)
        }
    }

    @Test func `what is in chunks is kept without them`() async throws {
        try await run { _, _ in
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        } body: { scene, heads in
            let first = try await scene.ask(get())
            let second = try await scene.ask(get())
            #expect(first.body == "abcde" && second.body == "abcde" && second["content-length"] == "5")
            #expect(second["transfer-encoding"] == nil && heads.all.count == 1)
        }
    }

    @Test(arguments: [
        "Cache-Control: no-store\r\n", "Cache-Control: private, max-age=60\r\n", "", "Cache-Control: max-age=0\r\n",
        "Cache-Control: max-age=60\r\nVary: *\r\n", "Cache-Control: max-age=60\r\nSet-Cookie: a=b\r\n",
    ])
    func `what must not be kept is asked for each time`(fields: String) async throws {
        try await run { number, _ in
            Self.response(fields, "\(number)")
        } body: { scene, heads in
            for number in 0..<3 {
                let body = try await scene.ask(get()).body
                #expect(body == "\(number)")
            }
        }
    }

    @Test func `answers to those who have credentials are not given to others`() async throws {
        try await run { number, _ in
            Self.response("Cache-Control: max-age=60\r\n", "\(number)")
        } body: { scene, _ in
            let first = try await scene.ask(get("Authorization: Bearer a\r\n")).body
            let second = try await scene.ask(get()).body
            #expect(first == "0" && second == "1")
        }
    }

    @Test func `clients see neither surrogate keys nor what the server says of other origins`() async throws {
        let said = "Cache-Control: max-age=60\r\nSurrogate-Key: a\r\nAccess-Control-Allow-Origin: https://other\r\n"
        try await run(cors: CORSPolicy(origins: ["https://app"])) { number, _ in
            Self.response(said, "\(number)")
        } body: { scene, heads in
            for origin in ["", "Origin: https://app\r\n", "Origin: https://other\r\n"] {
                let answer = try await scene.ask(get(origin))
                #expect(answer["surrogate-key"] == nil && answer.body == "0", "\(answer)")
                let allowed = answer.head.lowercased().split(separator: "\r\n").filter {
                    $0.hasPrefix("access-control-allow-origin")
                }
                let expected = origin.contains("app") ? ["access-control-allow-origin: https://app"] : []
                #expect(allowed.map(String.init) == expected, "\(answer)")
            }
            #expect(heads.all.count == 1)
        }
    }

    @Test func `a change is seen at once`() async throws {
        try await run { number, _ in
            Self.response("Cache-Control: max-age=60\r\n", "\(number)")
        } body: { scene, heads in
            let client = try await scene.connect()
            try await client.send(get())
            #expect(try await client.readResponse().body == "0")
            try await client.send("PUT /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.readResponse().body == "1")
            try await client.send(get())
            #expect(try await client.readResponse().body == "2")
        }
    }

    @Test func `a stale answer is renewed by a 304`() async throws {
        try await run { number, head in
            head.contains("if-none-match: \"1\"")
                ? "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\nETag: \"1\"\r\n\r\n"
                : Self.response("Cache-Control: max-age=0, must-revalidate\r\nETag: \"1\"\r\n", "body")
        } body: { scene, heads in
            let client = try await scene.connect()
            for _ in 0..<3 {
                try await client.send(get())
                let answer = try await client.readResponse()
                #expect(answer.status == 200 && answer.body == "body")
            }
            #expect(heads.all.count == 2)
        }
    }

    @Test func `a stale answer is served while it is renewed behind the client's back`() async throws {
        try await run { number, _ in
            Self.response("Cache-Control: max-age=0, stale-while-revalidate=60\r\n", "\(number)")
        } body: { scene, heads in
            let client = try await scene.connect()
            try await client.send(get())
            #expect(try await client.readResponse().body == "0")
            try await client.send(get())
            #expect(try await client.readResponse().body == "0")
            try await eventually("it is renewed") { heads.all.count >= 2 }
            try await eventually("the new one is served") {
                try await client.send(get())
                return try await client.readResponse().body != "0"
            }
        }
    }

    @Test func `a stale answer stands in for a server that fails`() async throws {
        try await run { number, _ in
            number == 0
                ? Self.response("Cache-Control: max-age=0, stale-if-error=60\r\n", "good")
                : Self.response("", "bad", status: "503 No")
        } body: { scene, heads in
            for _ in 0..<3 {
                let answer = try await scene.ask(get())
                #expect(answer.status == 200 && answer.body == "good")
            }
            #expect(heads.all.count == 3)
        }
    }

    @Test func `equal requests wait for one answer`() async throws {
        let mayAnswer = Mutex(false)
        let heads = Heads()
        var route = ProxyRoute(path: "/*", upstream: "it")
        route.policies.cache = CacheRule()
        try await ScriptedServer.run { _, server in
            while true {
                heads.add(try await server.read(through: "\r\n\r\n"))
                try await eventually("all have asked") { mayAnswer.withLock { $0 } }
                try await server.send(Self.response("Cache-Control: max-age=60\r\n", "one"))
            }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint], routes: [route]) { scene in
                let get = get()
                try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<20 { group.addTask { try await scene.ask(get).body } }
                    try await eventually("the others wait") { scene.proxy.waitingForEqual == 19 }
                    mayAnswer.withLock { $0 = true }
                    for try await body in group { #expect(body == "one") }
                }
                #expect(heads.all.count == 1)
            }
        }
    }

    @Test func `who waits goes on where the one they wait for has gone`() async throws {
        let asked = Heads()
        let mayAnswer = Mutex(false)
        var route = ProxyRoute(path: "/*", upstream: "it")
        route.policies.cache = CacheRule()
        try await ScriptedServer.run { _, server in
            while true {
                asked.add(try await server.read(through: "\r\n\r\n"))
                try await eventually("it may answer") { mayAnswer.withLock { $0 } }
                try await server.send(Self.response("Cache-Control: max-age=60\r\n", "late"))
            }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint], routes: [route]) { scene in
                let leader = try await scene.connect()
                try await leader.send(get())
                try await eventually("the first is asked") { asked.all.count == 1 }
                let follower = try await scene.connect()
                try await follower.send(get())
                try await eventually("the second waits") { scene.proxy.waitingForEqual == 1 }
                await leader.close()
                try await eventually("the second is asked") { asked.all.count == 2 }
                mayAnswer.withLock { $0 = true }
                #expect(try await follower.readResponse().body == "late")
            }
        }
    }
}
