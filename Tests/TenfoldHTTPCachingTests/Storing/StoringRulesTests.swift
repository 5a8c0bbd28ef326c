import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, sections 3, 3.5 and 4.2.2.
@Suite struct StoringRulesTests {
    /// Why a response is not kept; nil where it is.
    private func refusal(
        _ fields: [String], status: String = "200 OK", for requestFields: [String] = [], method: String = "GET",
        isAuthenticated: Bool = false, body: String = "hello", _ change: (inout HTTPCachePolicy) -> Void = { _ in }
    ) throws -> StoringVerdict.Refusal? {
        try verdict(
            fields, status: status, for: requestFields, method: method, isAuthenticated: isAuthenticated, body: body,
            change
        ).refusal
    }

    private func verdict(
        _ fields: [String], status: String = "200 OK", for requestFields: [String] = [], method: String = "GET",
        isAuthenticated: Bool = false, body: String = "hello", _ change: (inout HTTPCachePolicy) -> Void = { _ in }
    ) throws -> StoringVerdict {
        let scene = CacheScene()
        change(&scene.policy)
        let request = try RequestHead("/", requestFields, method: method)
        let response = try scene.response(fields, status: status, body: body)
        let times = ExchangeTimes(requested: scene.now, responded: scene.now, wallSeconds: scene.wallSeconds)
        let facts = ResponseFacts(
            response.head, response.bytes, toHead: method == "HEAD", surrogateNames: [], now: times.wallSeconds)
        return StoringRules(
            request: RequestFacts(request.head, request.bytes.readableBytesUInt8Span), isGet: method == "GET",
            isAuthenticated: isAuthenticated, response: facts,
            vary: VaryNames.parse(facts.varyValues, in: response.bytes.readableBytesUInt8Span), policy: scene.policy,
            times: times
        ).verdict
    }

    private let fresh = "Cache-Control: max-age=60"

    @Test(arguments: [
        ("no-store", StoringVerdict.Refusal.noStore), ("no-store, max-age=60, public", .noStore),
        ("private, max-age=60", .isPrivate), ("public, private, max-age=60", .isPrivate),
        ("s-maxage=60, private", .isPrivate), ("max-age=60, x=\"", .unreadable),
    ])
    func `3: what is said against it`(value: String, expected: StoringVerdict.Refusal) throws {
        #expect(try refusal(["Cache-Control: \(value)"]) == expected)
    }

    @Test(arguments: [
        "Cache-Control: max-age=60", "Cache-Control: s-maxage=60", "Cache-Control: public, max-age=1",
        "Expires: Tue, 14 Nov 2033 22:13:20 GMT",
    ])
    func `3: what says for how long`(line: String) throws {
        #expect(try refusal([line]) == nil)
    }

    @Test func `3: a response that says nothing is not kept`() throws {
        #expect(try refusal([]) == .withoutFreshness)
        #expect(try refusal(["ETag: \"x\""]) == .withoutFreshness)
        #expect(try refusal(["Last-Modified: Tue, 14 Nov 2000 22:13:20 GMT"]) == .withoutFreshness)
    }

    @Test func `3: the qualified form of private keeps the rest`() throws {
        #expect(try refusal(["Cache-Control: max-age=60, private=\"x-foo\""]) == nil)
    }

    @Test(arguments: [200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 451, 501])
    func `3: statuses whose meaning the cache implements`(status: Int) throws {
        #expect(try refusal([fresh], status: "\(status) X") == nil)
    }

    @Test(arguments: [
        201, 202, 205, 206, 304, 305, 400, 401, 403, 406, 407, 409, 416, 429, 500, 502, 503, 504, 599, 299,
    ])
    func `3: parts, errors of the moment and unknown statuses are never kept`(status: Int) throws {
        #expect(try refusal([fresh], status: "\(status) X") == .status)
    }

    @Test func `5.2.2.3: must-understand overrides no-store for a status that is understood, and only then`() throws {
        let line = "Cache-Control: max-age=60, no-store, must-understand"
        #expect(try refusal([line]) == nil)
        #expect(try refusal([line], status: "299 X") == .notUnderstood)
        #expect(try refusal(["Cache-Control: max-age=60, must-understand"], status: "500 X") == .notUnderstood)
        #expect(try refusal(["Cache-Control: max-age=60, no-store, must-understand, private"]) == .isPrivate)
    }

    @Test func `3: of the methods GET alone`() throws {
        #expect(try refusal([fresh], method: "HEAD") == .method)
        #expect(try verdict([fresh], method: "HEAD").sharing == .selected)
    }

    @Test func `5.2.1.5: a request can forbid it`() throws {
        #expect(try refusal([fresh], for: ["Cache-Control: no-store"]) == .requestNoStore)
    }

    @Test(arguments: [
        ("max-age=60", StoringVerdict.Refusal.authorization), ("public, max-age=60", nil), ("s-maxage=60", nil),
        ("max-age=60, must-revalidate", nil), ("max-age=60, proxy-revalidate", .authorization),
        ("no-cache", .authorization),
    ])
    func `3.5: a response to a request with Authorization is kept only where it says so`(
        value: String, expected: StoringVerdict.Refusal?
    ) throws {
        let line = "Cache-Control: \(value)"
        #expect(try refusal([line], for: ["Authorization: Bearer x"]) == expected)
        #expect(try refusal([line], for: ["Proxy-Authorization: Basic x"]) == expected)
        #expect(try refusal([line], isAuthenticated: true) == expected)
    }

    @Test func `a response that sets a cookie is not kept, unless a route says without it`() throws {
        #expect(try refusal([fresh, "Set-Cookie: a=b"]) == .setCookie)
        #expect(try refusal([fresh, "Set-Cookie: a=b"]) { $0.storesDespiteSetCookie = true } == nil)
        #expect(try verdict([fresh, "Set-Cookie: a=b"]) { $0.storesDespiteSetCookie = true }.sharing == .nobody)
    }

    @Test func `4.1: a Vary that nobody can fulfil`() throws {
        #expect(try refusal([fresh, "Vary: *"]) == .vary)
        #expect(try refusal([fresh, "Vary: accept", "Vary: x, *"]) == .vary)
        #expect(try refusal([fresh, "Vary: accept"]) == nil)
    }

    @Test func `3.3: what ends with its connection may be cut off, and is not kept`() throws {
        let scene = CacheScene()
        let response = try ResponseHead("200 OK", [fresh, scene.date])
        let request = try #require(try scene.request())
        let times = ExchangeTimes(requested: scene.now, responded: scene.now, wallSeconds: scene.wallSeconds)
        #expect(scene.cache.beginFill(request, head: response.head, in: response.bytes, times: times) == nil)
    }

    @Test func `a body beyond the route's limit is not kept`() throws {
        #expect(try refusal([fresh], body: "123456") { $0.maximumObjectBytes = 5 } == .tooLarge)
        #expect(try refusal([fresh], body: "12345") { $0.maximumObjectBytes = 5 } == nil)
    }

    @Test func `4.2.2: a route's own lifetime is for what may be kept without saying so`() throws {
        let standard: (inout HTTPCachePolicy) -> Void = { $0.defaultLifetime = .seconds(30) }
        #expect(try refusal([], standard) == nil)
        #expect(try refusal([], status: "404 X", standard) == nil)
        #expect(try refusal([], status: "302 X", standard) == .withoutFreshness)
        #expect(try refusal(["Cache-Control: public"], status: "302 X", standard) == nil)
        #expect(try refusal(["Cache-Control: private"], standard) == .isPrivate)
        #expect(try verdict([], standard).isImplicit)
        #expect(try !verdict(["Cache-Control: public"], standard).isImplicit)
        #expect(try !verdict([fresh], standard).isImplicit)
    }

    @Test(arguments: ["Cookie: id=1", "Authorization: Bearer x"])
    func `what came for credentials is kept only by the response's own word`(line: String) throws {
        let standard: (inout HTTPCachePolicy) -> Void = { $0.defaultLifetime = .seconds(30) }
        #expect(try refusal([], for: [line], standard) != nil)
        #expect(try refusal(["Cache-Control: public"], for: [line], standard) == nil)
        #expect(try refusal([], for: ["Cookie: id=1"], standard) == .withoutFreshness)
        #expect(try refusal([fresh], for: ["Cookie: id=1"]) == nil)
        #expect(try refusal(["Cache-Control: no-cache", "ETag: \"x\""], for: ["Cookie: id=1"]) == .withoutFreshness)
    }

    @Test func `4.2.2: heuristics count only where a route wants them, and there is something to count`() throws {
        let heuristics: (inout HTTPCachePolicy) -> Void = { $0.usesHeuristics = true }
        let changed = "Last-Modified: Mon, 14 Nov 2022 22:13:20 GMT"
        #expect(try refusal([changed], heuristics) == nil)
        #expect(try refusal([], heuristics) == .withoutFreshness)
        #expect(try refusal([changed], status: "403 X", heuristics) == .status)
        #expect(try refusal([changed], status: "307 X", heuristics) == .withoutFreshness)
        let verdict = try verdict([changed], heuristics)
        #expect(verdict.times.freshUntil - verdict.times.bornAt == 86_400_000_000_000)
    }

    @Test func `what could never be served is not kept, unless it can be revalidated`() throws {
        #expect(try refusal(["Cache-Control: max-age=0"]) == .useless)
        #expect(try refusal(["Cache-Control: max-age=10", "Age: 20"]) == .useless)
        #expect(try refusal(["Cache-Control: no-cache"]) == .useless)
        #expect(try refusal(["Cache-Control: max-age=0", "ETag: \"x\""]) == nil)
        #expect(try refusal(["Cache-Control: no-cache, max-age=60", "ETag: \"x\""]) == nil)
        #expect(try refusal(["Cache-Control: max-age=0, stale-if-error=60"]) == nil)
        #expect(try refusal(["Cache-Control: max-age=0"]) { $0.staleIfError = .seconds(5) } == nil)
    }

    @Test func `a route that keeps nothing still shares`() throws {
        let verdict = try verdict([fresh]) { $0.storesResponses = false }
        #expect(verdict.refusal == .policy)
        #expect(verdict.sharing == .selected)
    }

    @Test func `RFC 5861: times for stale responses, with the route's where the response says none`() throws {
        func seconds(_ line: String, _ change: (inout HTTPCachePolicy) -> Void = { _ in }) throws -> [Int64] {
            let times = try verdict(["Cache-Control: \(line)"], change).times
            return [times.staleWhileRevalidatingUntil, times.staleOnErrorUntil].map {
                ($0 - times.freshUntil) / 1_000_000_000
            }
        }
        let standard: (inout HTTPCachePolicy) -> Void = {
            $0.staleWhileRevalidate = .seconds(3)
            $0.staleIfError = .seconds(4)
        }
        #expect(try seconds("max-age=1, stale-while-revalidate=5, stale-if-error=6") == [5, 6])
        #expect(try seconds("max-age=1, stale-while-revalidate=5, stale-if-error=6", standard) == [5, 6])
        #expect(try seconds("max-age=1") == [0, 0])
        #expect(try seconds("max-age=1", standard) == [3, 4])
        #expect(try seconds("max-age=1, stale-while-revalidate=0", standard) == [0, 4])
        // 4.2.4: what is forbidden stays so, whatever else is said.
        for word in ["must-revalidate", "proxy-revalidate", "no-cache"] {
            #expect(try seconds("max-age=1, stale-while-revalidate=5, stale-if-error=6, \(word)", standard) == [0, 0])
        }
        // 5.2.2.10: s-maxage forbids what the response itself does not allow.
        #expect(try seconds("s-maxage=1", standard) == [0, 0])
        #expect(try seconds("s-maxage=1, stale-while-revalidate=5", standard) == [5, 0])
    }

    @Test func `what may be shared with those who wait`() throws {
        let equal: (inout HTTPCachePolicy) -> Void = { $0.coalescing = .equalRequests }
        #expect(try verdict([fresh]).sharing == .selected)
        #expect(try verdict([]).sharing == .nobody)
        #expect(try verdict([], equal).sharing == .equal)
        #expect(try verdict([], for: ["Cookie: a=b"], equal).sharing == .nobody)
        #expect(try verdict([], isAuthenticated: true, equal).sharing == .nobody)
        #expect(try verdict(["Set-Cookie: a=b"], equal).sharing == .nobody)
        #expect(try verdict(["Cache-Control: private"], equal).sharing == .nobody)
        #expect(try verdict(["Cache-Control: no-store"], equal).sharing == .nobody)
        #expect(try verdict(["Cache-Control: no-cache"], equal).sharing == .nobody)
        #expect(try verdict(["Cache-Control: max-age=0"], equal).sharing == .nobody)
        #expect(try verdict(["Vary: *"], equal).sharing == .nobody)
        #expect(try verdict([], status: "500 X", equal).sharing == .nobody)
        #expect(try verdict([fresh]) { $0.coalescing = .off }.sharing == .nobody)
    }
}
