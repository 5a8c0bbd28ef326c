import NIOCore
import Testing

@testable import TenfoldHTTPCaching

@Suite struct StripeTests {
    private let fresh = "Cache-Control: max-age=60"

    @Test func `small caches have fewer stripes`() {
        func stripes(_ bytes: Int) -> Int {
            var limits = HTTPCacheLimits()
            limits.bytes = bytes
            return limits.stripeCount
        }
        #expect(stripes(64 << 20) == 16)
        #expect(stripes(8 << 20) == 2)
        #expect(stripes(1 << 20) == 1)
        #expect(stripes(0) == 1)
    }

    @Test func `bytes stay within the limit, and what is asked for often stays`() throws {
        var limits = HTTPCacheLimits()
        limits.bytes = 256 * 1024
        let scene = CacheScene(limits)
        let body = String(repeating: "x", count: 4_000)
        try scene.fill("/often", [fresh], body: body)
        for number in 0..<400 {
            for _ in 0..<3 { _ = try scene.ask("/often") }
            try scene.fill("/\(number)", [fresh], body: body)
            #expect(scene.cache.byteCount <= limits.bytes)
        }
        #expect(scene.cache.entryCount > 10)
        #expect(try scene.ask("/often") == .hit(body: body, age: 0))
    }

    @Test func `what is larger than a stripe's share is not kept, and is still whole for its client`() throws {
        var limits = HTTPCacheLimits()
        limits.bytes = 8 * 1024
        let scene = CacheScene(limits)
        let body = String(repeating: "x", count: 9_000)
        #expect(try scene.fill([fresh], body: body)?.body.text == body)
        #expect(scene.cache.entryCount == 0)
        #expect(scene.cache.byteCount == 0)
    }

    @Test func `a newer response takes the old one's place`() throws {
        let scene = CacheScene()
        try scene.fill([fresh], body: "old")
        scene.pass(1)
        try scene.fill([fresh], body: "new, and longer than the old one")
        #expect(scene.cache.entryCount == 1)
        #expect(try scene.ask() == .hit(body: "new, and longer than the old one", age: 0))
    }

    @Test func `of the variants of a URL the oldest makes room`() throws {
        var limits = HTTPCacheLimits()
        limits.variantsPerURL = 3
        let scene = CacheScene(limits)
        for number in 0..<5 {
            try scene.fill(for: ["X: \(number)"], [fresh, "Vary: X"], body: "\(number)")
            scene.pass(1)
        }
        #expect(scene.cache.entryCount == 3)
        #expect(try scene.ask("/", ["X: 0"]) == .miss)
        #expect(try scene.ask("/", ["X: 1"]) == .miss)
        for number in 2..<5 {
            #expect(try scene.ask("/", ["X: \(number)"]) == .hit(body: "\(number)", age: 5 - number))
        }
    }

    @Test func `4: of several that fit the newest is used`() throws {
        let scene = CacheScene()
        try scene.fill(for: ["X: 1"], [fresh, "Vary: X"], body: "by x")
        scene.pass(1)
        try scene.fill(for: ["X: 1"], [fresh], body: "for all")
        #expect(scene.cache.entryCount == 2)
        #expect(try scene.ask("/", ["X: 1"]) == .hit(body: "for all", age: 0))
        scene.pass(1)
        try scene.fill(for: ["X: 1"], [fresh, "Vary: X"], body: "by x again")
        #expect(try scene.ask("/", ["X: 1"]) == .hit(body: "by x again", age: 0))
        #expect(try scene.ask("/", ["X: 2"]) == .hit(body: "for all", age: 1))
    }

    @Test func `what nothing can be made of any more is dropped when it is met`() throws {
        let scene = CacheScene()
        try scene.fill([fresh])
        try scene.fill("/tagged", [fresh, "ETag: \"x\""])
        scene.pass(60)
        #expect(try scene.ask() == .miss)
        #expect(try scene.ask("/tagged") == .stale(body: "hello", whileRevalidating: false))
        #expect(scene.cache.entryCount == 1)
    }

    @Test func `partitions are apart`() throws {
        let scene = CacheScene()
        try scene.fill([fresh], body: "stable")
        scene.policy.partition = 1
        #expect(try scene.ask() == .miss)
        try scene.fill([fresh], body: "canary")
        #expect(try scene.ask() == .hit(body: "canary", age: 0))
        scene.policy.partition = 0
        #expect(try scene.ask() == .hit(body: "stable", age: 0))
    }
}
