import Synchronization
import TenfoldHTTP
import TenfoldIdentity
import TenfoldResilience
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// What routes ask of requests before they are sent on.
@Suite(.timeLimit(.minutes(1))) struct PolicyTests {
    private let fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"

    /// A route with policies before a server that notes what it gets.
    private func run(
        _ change: (inout ProxyRoute) -> Void, configure: (inout ProxyConfiguration) -> Void = { _ in },
        body: (ProxyScene, Heads) async throws -> Void
    ) async throws {
        let heads = Heads()
        let fine = fine
        var route = ProxyRoute(path: "/*", upstream: "it")
        change(&route)
        try await ScriptedServer.run { _, server in
            while true {
                heads.add(try await server.read(through: "\r\n\r\n"))
                try await server.send(fine)
            }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint], routes: [route], configure) { try await body($0, heads) }
        }
    }

    // MARK: Addresses

    @Test func `an address that may not ask gets a 403, and nothing of it goes on`() async throws {
        try await run {
            $0.policies.access = AccessList(deny: [AddressRange("127.0.0.0/8")].compactMap { $0 })
        } body: { scene, heads in
            let answer = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.status == 403 && answer["content-type"] == "application/problem+json")
            #expect(heads.all.isEmpty)
        }
    }

    @Test func `a trusted proxy says whose request it is, and a stranger does not`() async throws {
        let deny = AccessList(deny: [AddressRange("192.0.2.0/24")].compactMap { $0 })
        let request =
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.9, 10.0.0.3\r\nX-Forwarded-Proto: https\r\n\r\n"
        try await run {
            $0.policies.access = deny
        } body: { scene, heads in
            let status = try await scene.ask(request).status
            #expect(status == 200)
            #expect(heads.all[0].contains("x-forwarded-for: 127.0.0.1\r\nx-forwarded-proto: http\r\n"), "\(heads.all)")
        }
        try await run {
            $0.policies.access = deny
        } configure: {
            $0.trustedProxies = ["127.0.0.0/8", "10.0.0.0/8"].compactMap { AddressRange($0) }
        } body: { scene, _ in
            let status = try await scene.ask(request).status
            #expect(status == 403)
        }
        try await run { _ in
        } configure: {
            $0.trustedProxies = ["127.0.0.0/8", "10.0.0.0/8"].compactMap { AddressRange($0) }
        } body: { scene, heads in
            _ = try await scene.ask(request)
            #expect(
                heads.all[0].contains(
                    "x-forwarded-for: 192.0.2.9, 10.0.0.3, 127.0.0.1\r\nx-forwarded-proto: https\r\n"),
                "\(heads.all)")
            #expect(
                heads.all[0].contains(
                    "forwarded: for=192.0.2.9;proto=https;host=\"a\", for=10.0.0.3, for=127.0.0.1\r\n"),
                "\(heads.all)")
        }
    }

    // MARK: Rates

    @Test func `who asks too often gets a 429 that says when to come again`() async throws {
        try await run {
            $0.policies.rates = [RateRule(limit: .init(count: 1, period: .seconds(60), burst: 2), subject: .address)]
        } body: { scene, heads in
            let client = try await scene.connect()
            var statuses: [Int] = []
            var last: RawResponse?
            for _ in 0..<4 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                last = try await client.readResponse()
                statuses.append(last?.status ?? 0)
            }
            #expect(statuses == [200, 200, 429, 429] && heads.all.count == 2)
            let seconds = try #require(last?["retry-after"].flatMap { Int($0) })
            #expect((50...60).contains(seconds))
            #expect(
                last?["ratelimit"] == "\"default\";r=0;t=\(seconds)"
                    && last?["ratelimit-policy"] == "\"default\";q=1;w=60")
        }
    }

    @Test func `limits by a field count each value by itself`() async throws {
        try await run {
            $0.policies.rates = [
                RateRule(limit: .init(count: 1, period: .seconds(60), burst: 1), subject: .field("x-tenant"))
            ]
        } body: { scene, _ in
            var statuses: [Int] = []
            for tenant in ["a", "b", "a", "b", "c"] {
                statuses.append(try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Tenant: \(tenant)\r\n\r\n").status)
            }
            #expect(statuses == [200, 200, 429, 429, 200])
        }
    }

    // MARK: Who asks

    @Test func `a credential that is valid tells the server who asks, and a stranger cannot`() async throws {
        try await run {
            $0.policies.identity = IdentityRule(identities: ["it"])
        } configure: {
            $0.identities = ["it": ByName(knows: false)]
        } body: { scene, heads in
            let answer = try await scene.ask(
                "POST / HTTP/1.1\r\nHost: a\r\nX-Name: ann\r\nX-Authenticated-Subject: root\r\nContent-Length: 4\r\n\r\nbody"
            )
            #expect(answer.status == 200)
            #expect(
                heads.all.count == 1
                    && heads.all[0].contains("x-authenticated-subject: ann\r\nx-authenticated-identity: it\r\n"),
                "\(heads.all)")
            #expect(heads.all[0].contains("x-authenticated-scopes: read\r\n") && !heads.all[0].contains("root"))
        }
    }

    @Test(arguments: [false, true])
    func `what is missing or wrong is a 401, and a missing scope a 403`(knows: Bool) async throws {
        try await run {
            $0.policies.identity = IdentityRule(identities: ["it"])
            $0.policies.identity?.scopes = ["read"]
        } configure: {
            $0.identities = ["it": ByName(knows: knows)]
        } body: { scene, heads in
            let missing = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(missing.status == 401 && missing["www-authenticate"] == "Name")
            let wrong = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Name: nobody\r\n\r\n")
            #expect(wrong.status == 401 && wrong["www-authenticate"] == "Name wrong")
            let twice = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Name: ann\r\nX-Name: ben\r\n\r\n")
            #expect(twice.status == 400)
            let poor = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Name: ben\r\n\r\n")
            #expect(poor.status == 403 && poor["www-authenticate"]?.contains("insufficient_scope") == true)
            #expect(heads.all.isEmpty)
            let right = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Name: ann\r\n\r\n")
            #expect(right.status == 200)
        }
    }

    @Test func `requests behind one whose credential is being checked wait their turn`() async throws {
        try await run {
            $0.policies.identity = IdentityRule(identities: ["it"])
        } configure: {
            $0.identities = ["it": ByName(knows: false)]
        } body: { scene, heads in
            let client = try await scene.connect()
            let names = ["ann", "nobody", "ben", "ann"]
            try await client.send(
                names.map { "POST / HTTP/1.1\r\nHost: a\r\nX-Name: \($0)\r\nContent-Length: 0\r\n\r\n" }.joined())
            var statuses: [Int] = []
            for _ in names { statuses.append(try await client.readResponse().status) }
            #expect(statuses == [200, 401, 200, 200])
        }
    }

    @Test func `a route that takes the anonymous takes no wrong credential`() async throws {
        try await run {
            $0.policies.identity = IdentityRule(identities: ["it"])
            $0.policies.identity?.isOptional = true
        } configure: {
            $0.identities = ["it": ByName(knows: false)]
        } body: { scene, heads in
            var statuses: [Int] = []
            for fields in ["", "X-Name: ann\r\n", "X-Name: nobody\r\n"] {
                statuses.append(try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n").status)
            }
            #expect(statuses == [200, 200, 401])
            #expect(!heads.all[0].contains("x-authenticated"))
        }
    }

    @Test func `limits of a plan hold for those who have it`() async throws {
        try await run {
            $0.policies.identity = IdentityRule(identities: ["it"])
            var rule = RateRule(limit: .init(count: 1, period: .seconds(60), burst: 1), subject: .principal)
            rule.plans["gold"] = .init(count: 1, period: .seconds(60), burst: 3)
            $0.policies.rates = [rule]
        } configure: {
            $0.identities = ["it": ByName(knows: true)]
        } body: { scene, _ in
            var statuses: [Int] = []
            for name in ["ann", "ann", "ann", "ann", "ben", "ben"] {
                statuses.append(try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Name: \(name)\r\n\r\n").status)
            }
            #expect(statuses == [200, 200, 200, 429, 200, 429])
        }
    }

    // MARK: Pages of other origins

    @Test func `a browser that asks whether it may ask is answered at once`() async throws {
        try await run {
            var cors = CORSPolicy(origins: ["https://app"])
            cors.fields = ["x-a"]
            cors.allowsCredentials = true
            $0.policies.cors = cors
        } body: { scene, heads in
            func preflight(_ origin: String, _ method: String, _ fields: String) async throws -> RawResponse {
                try await scene.ask(
                    "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: \(origin)\r\nAccess-Control-Request-Method: \(method)\r\n"
                        + "Access-Control-Request-Headers: \(fields)\r\n\r\n")
            }
            let may = try await preflight("https://app", "POST", "X-A")
            #expect(may.status == 204 && may["access-control-allow-origin"] == "https://app")
            #expect(may["access-control-allow-credentials"] == "true" && may["access-control-allow-headers"] == "X-A")
            for (origin, method, fields) in [
                ("https://evil", "POST", "x-a"), ("https://app", "DELETE", "x-a"), ("https://app", "POST", "x-b"),
            ] {
                let answer = try await preflight(origin, method, fields)
                #expect(answer.status == 204 && answer["access-control-allow-origin"] == nil, "\(answer)")
            }
            #expect(heads.all.isEmpty)
            let page = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://app\r\n\r\n")
            #expect(
                page.body == "fine" && page["access-control-allow-origin"] == "https://app" && page["vary"] == "Origin")
            let other = try await scene.ask("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://evil\r\n\r\n")
            #expect(other.body == "fine" && other["access-control-allow-origin"] == nil && other["vary"] == "Origin")
        }
    }

    // MARK: Bodies and paths

    @Test(arguments: [
        "Content-Length: 11\r\n\r\n01234567890", "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n",
    ])
    func `a body beyond the route's bound is a 413`(rest: String) async throws {
        try await run {
            $0.bodyBytes = 10
        } body: { scene, _ in
            let client = try await scene.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(rest)")
            #expect(try await client.readResponse().status == 413)
        }
    }

    @Test(arguments: ["/%61dmin/x", "/admin%2fx", "//admin/x", "/x/..;/admin", "/admin;a=b/x", "/./admin"])
    func `a path that a server may read as one of another route is refused`(path: String) async throws {
        var open = ProxyRoute(path: "/*", upstream: "it")
        open.policies = RoutePolicies()
        var closed = ProxyRoute(path: "/admin/*", upstream: "it")
        closed.policies.access = AccessList(allow: [])
        let fine = fine
        try await ScriptedServer.run { _, server in
            try await server.answer(with: fine)
        } _: { endpoint, server in
            try await ProxyScene.run([endpoint], routes: [open, closed]) { scene in
                let status = try await scene.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n").status
                #expect(status == 400)
                let plain = try await scene.ask("GET /%61ll HTTP/1.1\r\nHost: a\r\n\r\n").status
                #expect(plain == 200)
            }
        }
    }
}

/// Heads of requests as a server got them.
final class Heads: Sendable {
    private let heads = Mutex<[String]>([])

    func add(_ head: String) { heads.withLock { $0.append(head) } }
    var all: [String] { heads.withLock { $0 } }
}

/// Believes whoever says that it is Ann or Ben.
struct ByName: CredentialChecking {
    let field = FieldName("x-name")
    let challenge = "Name"
    /// Without a check.
    let knows: Bool

    func credential(in value: [UInt8]) -> [UInt8]? { value }

    func known(_ credential: [UInt8], nowSeconds: Int64) -> EdgePrincipal? { knows ? principal(credential) : nil }

    func check(_ credential: [UInt8], nowSeconds: Int64) async -> CredentialVerdict {
        await Task.yield()
        return principal(credential).map { .valid($0) } ?? .refused(challenge: "Name wrong")
    }

    private func principal(_ credential: [UInt8]) -> EdgePrincipal? {
        switch String(decoding: credential, as: UTF8.self) {
        case "ann": EdgePrincipal(identity: "it", id: "ann", scopes: ["read"], plan: "gold")
        case "ben": EdgePrincipal(identity: "it", id: "ben")
        default: nil
        }
    }
}
