import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, sections 4, 4.2.4 and 5.2.1, and RFC 5861.
@Suite struct LookUpTests {
    private let fresh = "Cache-Control: max-age=60"
    private let hit = Seen.hit(body: "hello", age: 0)

    @Test func `4: a fresh response is served until it is not`() throws {
        let scene = CacheScene()
        #expect(try scene.ask() == .miss)
        try scene.fill([fresh])
        #expect(try scene.ask() == hit)
        scene.pass(59)
        #expect(try scene.ask() == .hit(body: "hello", age: 59))
        scene.pass(1)
        #expect(try scene.ask() == .miss)
    }

    @Test func `4.2.3: what it was old already is counted`() throws {
        let scene = CacheScene()
        try scene.fill([fresh, "Age: 50"], delay: 4)
        #expect(try scene.ask() == .hit(body: "hello", age: 54))
        scene.pass(6)
        #expect(try scene.ask() == .miss)
    }

    @Test func `HEAD is answered from what GET has left`() throws {
        let scene = CacheScene()
        try scene.fill([fresh])
        #expect(try scene.ask(method: "HEAD") == hit)
    }

    @Test func `4.1: none gets what another's fields have selected`() throws {
        let scene = CacheScene()
        try scene.fill(for: ["Accept-Language: de"], [fresh, "Vary: Accept-Language"], body: "guten Tag")
        #expect(try scene.ask("/", ["accept-language: DE"]) == .hit(body: "guten Tag", age: 0))
        #expect(try scene.ask("/", ["Accept-Language: en"]) == .miss)
        #expect(try scene.ask() == .miss)
    }

    @Test(arguments: [
        ("POST", [String](), HTTPCacheAnswer.Bypass.method), ("OPTIONS", [], .method), ("TRACE", [], .method),
        ("BREW", [], .method), ("GET", ["Content-Length: 1"], .method),
        ("GET", ["Transfer-Encoding: chunked"], .method),
        ("GET", ["Connection: upgrade", "Upgrade: websocket"], .method), ("GET", ["Range: bytes=0-1"], .range),
        ("GET", ["If-Match: \"x\""], .precondition), ("GET", ["If-Unmodified-Since: x"], .precondition),
        ("GET", ["Cache-Control: no-store"], .noStore),
    ])
    func `the cache has no part in these`(method: String, fields: [String], expected: HTTPCacheAnswer.Bypass) throws {
        let scene = CacheScene()
        try scene.fill([fresh])
        #expect(try scene.ask("/", fields, method: method) == .bypass(expected))
        let head = try RequestHead("/", fields, method: method)
        #expect(scene.cache.request(head.head, in: head.bytes, scheme: .http, policy: scene.policy) == nil)
    }

    @Test func `a request of HTTP 1.0 without a host has no key`() throws {
        #expect(Seen(CacheScene().ask(try RequestHead(["GET / HTTP/1.0"]))) == .bypass(.noHost))
    }

    @Test func `5.2.1.7: only-if-cached gets nothing from the origin`() throws {
        let scene = CacheScene()
        let only = ["Cache-Control: only-if-cached"]
        #expect(try scene.ask("/", only) == .gatewayTimeout)
        try scene.fill(["Cache-Control: max-age=60, stale-while-revalidate=5", "ETag: \"x\""])
        #expect(try scene.ask("/", only) == hit)
        scene.pass(60)
        #expect(try scene.ask("/", only) == .stale(body: "hello", whileRevalidating: true))
        scene.pass(5)
        #expect(try scene.ask("/", only) == .gatewayTimeout)
    }

    @Test func `5.2.2.4: no-cache is revalidated each time, however fresh it is`() throws {
        let scene = CacheScene()
        try scene.fill(["Cache-Control: no-cache, max-age=60, stale-while-revalidate=9", "ETag: \"x\""])
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: false))
    }

    @Test func `RFC 5861, 3: stale while it is revalidated, for so long and no longer`() throws {
        let scene = CacheScene()
        try scene.fill(["Cache-Control: max-age=60, stale-while-revalidate=30", "ETag: \"x\""])
        scene.pass(60)
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: true))
        scene.pass(29)
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: true))
        scene.pass(1)
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: false))
    }

    @Test func `RFC 5861, 4: stale where the origin fails, for so long and no longer`() throws {
        let scene = CacheScene()
        try scene.fill(["Cache-Control: max-age=60, stale-if-error=30"])
        scene.pass(89)
        let stale = try #require(scene.ask(try RequestHead()).stale)
        #expect(stale.mayServeOnError(at: scene.now))
        scene.pass(1)
        #expect(!stale.mayServeOnError(at: scene.now))
        #expect(try scene.ask() == .miss)
    }

    @Test func `what is fresh by the gateway's guess alone is for requests without credentials`() throws {
        let scene = CacheScene()
        scene.policy.defaultLifetime = .seconds(10)
        try scene.fill([])
        #expect(try scene.ask() == hit)
        #expect(try scene.ask("/", ["Cookie: a=b"]) == .miss)
        #expect(try scene.ask("/", ["Authorization: x"]) == .miss)
        #expect(Seen(scene.ask(try RequestHead(), isAuthenticated: true)) == .miss)
        #expect(try scene.ask("/", ["Cookie: a=b", "Cache-Control: only-if-cached"]) == .gatewayTimeout)
        try scene.fill([fresh])
        #expect(try scene.ask("/", ["Cookie: a=b"]) == hit)
        #expect(try scene.ask("/", ["Authorization: x"]) == hit)
    }

    @Test func `5.2.1: what a client asks for counts only where the route lets it`() throws {
        let scene = CacheScene()
        try scene.fill([fresh])
        scene.pass(10)
        let aged = Seen.hit(body: "hello", age: 10)
        let stale = Seen.stale(body: "hello", whileRevalidating: false)
        for line in [
            "Cache-Control: no-cache", "Pragma: no-cache", "Cache-Control: max-age=9", "Cache-Control: min-fresh=51",
        ] {
            #expect(try scene.ask("/", [line]) == aged)
        }
        scene.policy.honoursRequestDirectives = true
        for line in [
            "Cache-Control: no-cache", "Pragma: no-cache", "Cache-Control: max-age=9", "Cache-Control: min-fresh=51",
        ] {
            #expect(try scene.ask("/", [line]) == stale, "\(line)")
        }
        #expect(try scene.ask("/", ["Cache-Control: max-age=10"]) == aged)
        #expect(try scene.ask("/", ["Cache-Control: min-fresh=50"]) == aged)
        #expect(try scene.ask("/", ["Cache-Control: no-cache, only-if-cached"]) == .gatewayTimeout)
    }

    @Test func `5.2.1.2: max-stale is honoured unless the response forbids it`() throws {
        func answer(_ control: String, _ asked: String) throws -> Seen {
            let scene = CacheScene()
            scene.policy.honoursRequestDirectives = true
            try scene.fill(["Cache-Control: \(control)", "ETag: \"x\""])
            scene.pass(70)
            return try scene.ask("/", ["Cache-Control: \(asked)"])
        }
        let aged = Seen.hit(body: "hello", age: 70)
        let stale = Seen.stale(body: "hello", whileRevalidating: false)
        #expect(try answer("max-age=60", "max-stale=10") == aged)
        #expect(try answer("max-age=60", "max-stale") == aged)
        #expect(try answer("max-age=60", "max-stale=9") == stale)
        for word in ["must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=60"] {
            #expect(try answer("max-age=60, \(word)", "max-stale") == stale, "\(word)")
        }
    }

    @Test func `RFC 5861, 4: a client may allow more where the origin fails, and the response may forbid it`() throws {
        func mayServe(_ control: String, _ asked: String, honours: Bool = true) throws -> Bool {
            let scene = CacheScene()
            scene.policy.honoursRequestDirectives = honours
            try scene.fill(["Cache-Control: \(control)", "ETag: \"x\""])
            scene.pass(70)
            let stale = try #require(scene.ask(try RequestHead("/", ["Cache-Control: \(asked)"])).stale)
            return stale.mayServeOnError(at: scene.now)
        }
        #expect(try mayServe("max-age=60", "stale-if-error=20"))
        #expect(try !mayServe("max-age=60", "stale-if-error=20", honours: false))
        #expect(try !mayServe("max-age=60", "stale-if-error=10"))
        #expect(try !mayServe("max-age=60, must-revalidate", "stale-if-error=20"))
        #expect(try !mayServe("s-maxage=60", "stale-if-error=20"))
    }

    @Test func `a client that wants the origin's word does not get a stale response for its failure`() throws {
        let scene = CacheScene()
        scene.policy.honoursRequestDirectives = true
        try scene.fill(["Cache-Control: max-age=60, stale-if-error=100"])
        let stale = try #require(scene.ask(try RequestHead("/", ["Cache-Control: no-cache"])).stale)
        #expect(!stale.mayServeOnError(at: scene.now))
    }
}
