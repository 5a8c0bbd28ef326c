import NIOCore
import Testing

@testable import TenfoldHTTPCaching

@Suite struct CachedExchangeTests {
    private let fresh = "Cache-Control: max-age=60"
    private let scene = CacheScene()

    private func staleScene(_ control: String = "max-age=60, stale-if-error=60") throws -> StaleResponse {
        try scene.fill(["Cache-Control: \(control)", "ETag: \"x\""], body: "old")
        scene.pass(60)
        return try #require(scene.ask(try RequestHead()).stale)
    }

    @Test func `a miss is filled by its answer`() throws {
        let exchange = try #require(try scene.exchange())
        #expect(try exchange.answer(scene, [fresh]) == .forward)
        #expect(try scene.ask() == .hit(body: "hello", age: 0))
    }

    @Test func `an answer that breaks off fills nothing`() throws {
        let exchange = try #require(try scene.exchange())
        #expect(try exchange.answer(scene, [fresh], ends: false) == .forward)
        #expect(exchange.failed(now: scene.now) == nil)
        #expect(try scene.ask() == .miss)
        #expect(scene.cache.fillByteCount == 0)
    }

    @Test func `a 304 to our own condition serves what is stored`() throws {
        let exchange = try #require(try scene.exchange(stale: staleScene()))
        #expect(exchange.upstream.isConditional)
        #expect(try exchange.answer(scene, ["ETag: \"x\""], status: "304 Not Modified") == .serve("old"))
        #expect(try scene.ask() == .hit(body: "old", age: 0))
    }

    @Test func `a 304 to the client's own condition is the client's`() throws {
        scene.cache.refusedKeys.note(try #require(try scene.request()).key.hash, scene.now)
        let exchange = try #require(try scene.exchange("/", ["If-None-Match: \"z\""]))
        #expect(exchange.upstream.bytes.text.contains("If-None-Match: \"z\""))
        #expect(try exchange.answer(scene, ["ETag: \"z\""], status: "304 Not Modified") == .forward)
        #expect(scene.cache.entryCount == 0)
    }

    @Test func `a 304 for another representation asks again for the whole`() throws {
        let exchange = try #require(try scene.exchange(stale: staleScene()))
        #expect(try exchange.answer(scene, ["ETag: \"y\""], status: "304 Not Modified") == .askAgain)
        #expect(!exchange.upstream.isConditional)
        #expect(!exchange.upstream.bytes.text.lowercased().contains("if-"))
        #expect(try exchange.answer(scene, [fresh], body: "new") == .forward)
        #expect(try scene.ask() == .hit(body: "new", age: 0))
    }

    @Test(arguments: ["500 X", "502 X", "503 X", "504 X"])
    func `RFC 5861, 4: the origin's failure`(status: String) throws {
        let exchange = try #require(try scene.exchange(stale: staleScene()))
        #expect(try exchange.answer(scene, [], status: status, body: "broken") == .serve("old"))
        #expect(try scene.ask() == .stale(body: "old", whileRevalidating: false))
    }

    @Test func `RFC 5861, 4: an origin that cannot be reached`() throws {
        let exchange = try #require(try scene.exchange(stale: staleScene()))
        guard case .serve(let response, let age)? = exchange.failed(now: scene.now) else {
            Issue.record("nothing is served")
            return
        }
        #expect(response.body.text == "old")
        #expect(age == 60)
        #expect(exchange.failed(now: scene.now) == nil)
    }

    @Test(arguments: ["max-age=60", "max-age=60, stale-if-error=9, must-revalidate"])
    func `4.2.4: what may not be served stale is not`(control: String) throws {
        let stale = try staleScene(control)
        #expect(try #require(try scene.exchange(stale: stale)).failed(now: scene.now) == nil)
        let exchange = try #require(try scene.exchange(stale: stale))
        #expect(try exchange.answer(scene, [], status: "503 X") == .forward)
    }

    @Test func `other answers are the client's, and what they replace is gone`() throws {
        let stale = try staleScene()
        for (status, left) in [("501 X", 1), ("599 X", 1), ("403 X", 0)] {
            let exchange = try #require(try scene.exchange(stale: stale))
            #expect(try exchange.answer(scene, ["Cache-Control: no-store"], status: status) == .forward)
            #expect(scene.cache.entryCount == left, "\(status)")
        }
    }

    @Test func `an answer that is too large goes on to the client alone`() throws {
        scene.policy.maximumObjectBytes = 3
        let waiter = Waiter()
        let flight = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(waiter).place != nil)
        let exchange = try #require(try scene.exchange(flight: flight))
        #expect(try exchange.answer(scene, [fresh, "Transfer-Encoding: chunked"], ends: false) == .forward)
        #expect(waiter.told == [.alone])
        exchange.responseEnded()
        #expect(scene.cache.entryCount == 0)
    }

    @Test func `after an answer for one client nobody waits for the URL, for some time`() throws {
        let waiter = Waiter()
        let flight = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(waiter).place != nil)
        let exchange = try #require(try scene.exchange(flight: flight))
        #expect(try exchange.answer(scene, ["Cache-Control: private"], ends: false) == .forward)
        // At the head already.
        #expect(waiter.told == [.alone])
        #expect(try scene.join(Waiter()).isAlone)
        scene.pass(10)
        #expect(try scene.join(Waiter()).flight != nil)
    }

    @Test func `what is refused to one with a cookie may be for all others`() throws {
        let exchange = try #require(try scene.exchange("/", ["Cookie: a=b"]))
        #expect(try exchange.answer(scene, ["Cache-Control: private"]) == .forward)
        #expect(try scene.join(Waiter(), "/", ["Cookie: c=d"]).isAlone)
        #expect(try scene.join(Waiter()).flight != nil)
    }

    @Test func `a failure says nothing of the next answer`() throws {
        let waiter = Waiter()
        let flight = try #require(try scene.join(Waiter()).flight)
        #expect(try scene.join(waiter).place != nil)
        let exchange = try #require(try scene.exchange(flight: flight))
        #expect(try exchange.answer(scene, [fresh], status: "503 X") == .forward)
        #expect(waiter.told == [.alone])
        #expect(try scene.join(Waiter()).flight != nil)
    }

    @Test func `those who wait get the answer, also one that is renewed or stale`() throws {
        for origin in ["200", "304", "503"] {
            let scene = CacheScene()
            try scene.fill(["Cache-Control: max-age=60, stale-if-error=60", "ETag: \"x\""], body: "old")
            scene.pass(60)
            let stale = try #require(scene.ask(try RequestHead()).stale)
            let waiter = Waiter()
            let flight = try #require(try scene.join(Waiter()).flight)
            #expect(try scene.join(waiter).place != nil)
            let exchange = try #require(try scene.exchange(stale: stale, flight: flight))
            try exchange.answer(scene, [fresh, "ETag: \"x\""], status: "\(origin) X", body: "new")
            #expect(waiter.told == [.answer(origin == "200" ? "new" : "old")], "\(origin)")
        }
    }

    @Test func `an exchange that is lost releases those who wait`() throws {
        let waiter = Waiter()
        do {
            let flight = try #require(try scene.join(Waiter()).flight)
            #expect(try scene.join(waiter).place != nil)
            _ = try #require(try scene.exchange(flight: flight))
        }
        #expect(waiter.told == [.alone])
        #expect(scene.flights.flightCount == 0)
    }

    @Test func `a response served stale is revalidated once at a time, behind its client's back`() throws {
        _ = try staleScene("max-age=60, stale-while-revalidate=60")
        let request = try #require(try scene.request())
        let flight = try #require(scene.flights.beginRevalidation(request))
        #expect(scene.flights.beginRevalidation(request) == nil)
        let stale = try #require(scene.ask(try RequestHead()).stale)
        #expect(stale.mayServeWhileRevalidating)
        let exchange = CachedExchange(scene.cache, request, stale: stale, flight: flight, now: scene.now)
        #expect(try exchange.answer(scene, [fresh, "ETag: \"x\""], status: "304 X") == .serve("old"))
        #expect(try scene.ask() == .hit(body: "old", age: 0))
        #expect(scene.flights.revalidatingCount == 0)
        #expect(scene.flights.beginRevalidation(request) != nil)
        #expect(scene.flights.revalidatingCount == 0)
    }

    @Test func `revalidations at once are bounded`() throws {
        var limits = FlightLimits()
        limits.revalidations = 1
        let scene = CacheScene(flights: limits)
        let flight = scene.flights.beginRevalidation(try #require(try scene.request("/a")))
        #expect(flight != nil)
        #expect(scene.flights.beginRevalidation(try #require(try scene.request("/b"))) == nil)
        flight?.release()
        #expect(scene.flights.beginRevalidation(try #require(try scene.request("/b"))) != nil)
    }
}
