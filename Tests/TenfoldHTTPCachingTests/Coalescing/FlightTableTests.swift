import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 4: requests that are collapsed into one.
@Suite struct FlightTableTests {
    private let fresh = "Cache-Control: max-age=60"

    /// What a second request is told when the first one's answer is there.
    private func told(
        _ fields: [String], status: String = "200 OK", leader: [String] = [], waiter waiterFields: [String] = [],
        _ change: (inout HTTPCachePolicy) -> Void = { _ in }
    ) throws -> [Waiter.Told] {
        let scene = CacheScene()
        change(&scene.policy)
        let waiter = Waiter()
        let flight = try #require(try scene.join(Waiter(), "/", leader).flight)
        guard try scene.join(waiter, "/", waiterFields).place != nil else { return [] }
        let exchange = try #require(try scene.exchange("/", leader, flight: flight))
        try exchange.answer(scene, fields, status: status)
        #expect(scene.flights.waitingCount == 0)
        #expect(scene.flights.flightCount == 0)
        return waiter.told
    }

    private let equal: (inout HTTPCachePolicy) -> Void = { $0.coalescing = .equalRequests }

    @Test func `a fresh answer is for all who wait`() throws {
        #expect(try told([fresh]) == [.answer("hello")])
        #expect(try told([fresh]) { $0.storesResponses = false } == [.answer("hello")])
        #expect(try told([fresh], waiter: ["Accept: x", "Cookie: a=b"]) == [.answer("hello")])
    }

    @Test(arguments: [
        "Cache-Control: private", "Cache-Control: private, max-age=60", "Cache-Control: no-store",
        "Cache-Control: no-cache", "Cache-Control: max-age=0", "Set-Cookie: a=b", "Vary: *",
        "Vary: X-Forwarded-For",
        "Expires: 0", "Cache-Control: \"",
    ])
    func `an answer for one client is for nobody else`(line: String) throws {
        #expect(try told([line], equal) == [.alone])
        #expect(try told(["ETag: \"x\"", line], equal) == [.alone])
        if line.hasPrefix("Set-Cookie") || line.hasPrefix("Vary") {
            #expect(try told([fresh, line], equal) == [.alone])
        }
    }

    @Test func `an answer that says nothing is shared with equal requests alone, where a route wants that`() throws {
        #expect(try told([]) == [.alone])
        #expect(try told([], equal) == [.answer("hello")])
        #expect(try told([], leader: ["X-Tenant: a"], waiter: ["X-Tenant: a"], equal) == [.answer("hello")])
        #expect(try told([], leader: ["X-Tenant: a"], waiter: ["X-Tenant: b"], equal) == [.alone])
        #expect(try told([], leader: ["X-Tenant: a"], equal) == [.alone])
        #expect(try told([], waiter: ["X-Tenant: a"], equal) == [.alone])
        #expect(try told([], leader: ["A: 1", "B: 2"], waiter: ["B: 2", "A: 1"], equal) == [.alone])
        #expect(try told([], leader: ["a: 1"], waiter: ["A:  1 "], equal) == [.answer("hello")])
        #expect(
            try told([], leader: ["Traceparent: 1", "A: 1"], waiter: ["A: 1", "X-Request-Id: 2"], equal)
                == [.answer("hello")])
    }

    @Test func `an answer to a cookie that says nothing is for nobody else`() throws {
        #expect(try told([], leader: ["Cookie: a=b"], waiter: ["Cookie: a=b"], equal) == [.alone])
        #expect(try told([], waiter: ["Cookie: a=b"], equal) == [.alone])
    }

    @Test func `what is fresh by the gateway's guess is not for credentials`() throws {
        let standard: (inout HTTPCachePolicy) -> Void = { $0.defaultLifetime = .seconds(9) }
        #expect(try told([], standard) == [.answer("hello")])
        #expect(try told([], waiter: ["Cookie: a=b"], standard) == [.alone])
    }

    @Test func `4.1: those whom Vary tells apart go alone`() throws {
        #expect(try told([fresh, "Vary: Accept"], leader: ["Accept: a"], waiter: ["accept:a"]) == [.answer("hello")])
        #expect(try told([fresh, "Vary: Accept"], leader: ["Accept: a"], waiter: ["Accept: b"]) == [.alone])
        #expect(try told([fresh, "Vary: Accept"], leader: ["Accept: a"]) == [.alone])
    }

    @Test(arguments: ["500 X", "502 X", "503 X", "429 X", "206 X"])
    func `errors of the moment are for nobody else`(status: String) throws {
        #expect(try told([fresh], status: status, equal) == [.alone])
    }

    @Test(arguments: [
        "Authorization: Bearer x", "Proxy-Authorization: Basic x", "Range: bytes=0-1", "Cache-Control: no-store",
    ])
    func `these neither wait nor are waited for`(line: String) throws {
        let scene = CacheScene()
        scene.policy.coalescing = .equalRequests
        #expect(try scene.join(Waiter(), "/", [line]).isAlone)
        let flight = try scene.join(Waiter()).flight
        #expect(flight != nil)
        #expect(try scene.join(Waiter(), "/", [line]).isAlone)
        #expect(try scene.join(Waiter(), isAuthenticated: true).isAlone)
        #expect(try scene.join(Waiter(), method: "POST").isAlone)
    }

    @Test func `who wants the origin's own word goes alone, where a route lets it`() throws {
        let scene = CacheScene()
        let flight = try scene.join(Waiter()).flight
        #expect(flight != nil)
        #expect(try scene.join(Waiter(), "/", ["Cache-Control: no-cache"]).place != nil)
        scene.policy.honoursRequestDirectives = true
        #expect(try scene.join(Waiter(), "/", ["Cache-Control: no-cache"]).isAlone)
        scene.policy.coalescing = .off
        #expect(try scene.join(Waiter()).isAlone)
    }

    @Test func `methods, URLs and partitions are apart`() throws {
        let scene = CacheScene()
        var flights = [try scene.join(Waiter(), "/a").flight, try scene.join(Waiter(), "/b").flight]
        flights.append(try scene.join(Waiter(), "/a", method: "HEAD").flight)
        scene.policy.partition = 1
        flights.append(try scene.join(Waiter(), "/a").flight)
        #expect(flights.allSatisfy { $0 != nil })
        #expect(scene.flights.flightCount == 4)
    }

    @Test func `the limits hold`() throws {
        var limits = FlightLimits()
        limits.waitersPerFlight = 2
        limits.waiters = 4
        limits.headBytes = 200
        let scene = CacheScene(flights: limits)
        let waiter = Waiter()
        let first = try scene.join(waiter, "/a").flight
        let second = try scene.join(waiter, "/b").flight
        #expect(first != nil && second != nil)
        #expect(try scene.join(waiter, "/a").place != nil)
        #expect(try scene.join(waiter, "/a").place != nil)
        #expect(try scene.join(waiter, "/a").isAlone)
        #expect(try scene.join(waiter, "/b", ["X: \(String(repeating: "x", count: 200))"]).isAlone)
        #expect(try scene.join(waiter, "/b").place != nil)
        #expect(try scene.join(waiter, "/b").place != nil)
        // Also as leader of another.
        #expect(try scene.join(waiter, "/c").isAlone)
        #expect(scene.flights.waitingCount == 4)
        first?.release()
        #expect(scene.flights.waitingCount == 2)
        #expect(try scene.join(waiter, "/c").flight != nil)
    }

    @Test func `flights are bounded, too`() throws {
        var limits = FlightLimits()
        limits.flights = 16
        let scene = CacheScene(flights: limits)
        var held: [Flight] = []
        var alone = 0
        for number in 0..<200 {
            let role = try scene.join(Waiter(), "/\(number)")
            if let flight = role.flight { held.append(flight) } else { alone += 1 }
        }
        #expect(held.count <= 16)
        #expect(held.count + alone == 200)
        #expect(scene.flights.flightCount == held.count)
    }

    @Test func `who has waited long enough goes alone`() throws {
        let scene = CacheScene()
        let (short, long) = (Waiter(), Waiter())
        let flight = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(short, until: 2).place != nil)
        #expect(try scene.join(long, until: 5).place != nil)
        scene.pass(1)
        scene.flights.releaseOverdue(now: scene.now)
        #expect(short.told.isEmpty)
        scene.pass(1)
        scene.flights.releaseOverdue(now: scene.now)
        #expect(short.told == [.alone] && long.told.isEmpty)
        #expect(scene.flights.waitingCount == 1)
        flight.release()
        #expect(long.told == [.alone])
    }

    @Test func `who leaves is told nothing`() throws {
        let scene = CacheScene()
        let waiter = Waiter()
        let flight = try #require(try scene.join(Waiter()).flight)
        let place = try #require(try scene.join(waiter).place)
        #expect(place.leave())
        #expect(!place.leave())
        flight.release()
        #expect(waiter.told.isEmpty)
        #expect(scene.flights.waitingCount == 0)
    }

    @Test func `when the leader's client goes, the next leads, and the others wait on`() throws {
        let scene = CacheScene()
        let waiters = (0..<3).map { _ in Waiter() }
        let flight = try #require(try scene.join(Waiter()).flight)
        for waiter in waiters { #expect(try scene.join(waiter).place != nil) }
        try #require(try scene.exchange(flight: flight)).clientLeft()
        #expect(waiters.map(\.told) == [[.leads], [], []])
        // An end that comes late is none.
        flight.release()
        let late = Waiter()
        #expect(try scene.join(late).place != nil)
        let next = try #require(waiters[0].takeFlight())
        try #require(try scene.exchange(flight: next)).answer(scene, [fresh])
        #expect(waiters.map(\.told) == [[.leads], [.answer("hello")], [.answer("hello")]])
        #expect(late.told == [.answer("hello")])
    }

    @Test func `when nobody waits, a flight ends with its leader`() throws {
        let scene = CacheScene()
        try #require(try scene.join(Waiter()).flight).leaderLeft()
        #expect(scene.flights.flightCount == 0)
        #expect(try scene.join(Waiter()).flight != nil)
    }

    @Test func `a flight that is lost releases those who wait`() throws {
        let scene = CacheScene()
        let waiter = Waiter()
        do {
            let flight = try #require(try scene.join(Waiter()).flight)
            #expect(try scene.join(waiter).place != nil)
            _ = flight
        }
        #expect(waiter.told == [.alone])
    }

    @Test func `who asks after an invalidation does not get what was true before it`() throws {
        let scene = CacheScene()
        let (before, after) = (Waiter(), Waiter())
        let first = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(before).place != nil)
        _ = scene.cache.purge(url: "http://a.test/")
        let second = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(after).place != nil)
        try #require(try scene.exchange(flight: first)).answer(scene, [fresh], body: "old")
        #expect(before.told == [.answer("old")] && after.told.isEmpty)
        try #require(try scene.exchange(flight: second)).answer(scene, [fresh], body: "new")
        #expect(after.told == [.answer("new")])
    }

    @Test func `nobody joins behind the head of an answer that says nothing`() throws {
        let scene = CacheScene()
        scene.policy.coalescing = .equalRequests
        let (before, after) = (Waiter(), Waiter())
        let flight = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(before).place != nil)
        let exchange = try #require(try scene.exchange(flight: flight))
        try exchange.answer(scene, [], ends: false)
        #expect(try scene.join(after).flight != nil)
        exchange.responseEnded()
        #expect(before.told == [.answer("hello")])
        #expect(after.told.isEmpty)
    }

    @Test func `a client that has the answer already gets a 304`() throws {
        let scene = CacheScene()
        let response = try #require(try scene.fill([fresh, "ETag: \"x\""]))
        #expect(response.isNotModified(for: try #require(try scene.request("/", ["If-None-Match: \"x\""]))))
        #expect(!response.isNotModified(for: try #require(try scene.request("/", ["If-None-Match: \"y\""]))))
        #expect(!response.isNotModified(for: try #require(try scene.request())))
    }
}
