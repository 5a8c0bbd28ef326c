import NIOCore
import Synchronization
import Testing

@testable import TenfoldHTTPCaching

@Suite struct PurgeTests {
    private let fresh = "Cache-Control: max-age=60"

    @Test func `a URL goes with all its variants and partitions`() throws {
        let scene = CacheScene()
        for language in ["de", "en"] { try scene.fill("/a", for: ["Accept: \(language)"], [fresh, "Vary: Accept"]) }
        scene.policy.partition = 7
        try scene.fill("/a", [fresh])
        try scene.fill("/b", [fresh])
        #expect(scene.cache.entryCount == 4)
        #expect(scene.cache.purge(url: "http://A.test:80/a#x") == 3)
        #expect(scene.cache.purge(url: "http://a.test/a") == 0)
        #expect(scene.cache.entryCount == 1)
        #expect(try scene.ask("/b") == .hit(body: "hello", age: 0))
    }

    @Test func `what is no URL is told`() {
        let scene = CacheScene()
        #expect(scene.cache.purge(url: "/a") == nil)
        #expect(scene.cache.purge(url: "") == nil)
        #expect(scene.cache.purge(url: "https://a.test/a") == 0)
    }

    @Test func `a surrogate key goes with all that bears it, in any stripe`() throws {
        let scene = CacheScene()
        for number in 0..<100 {
            try scene.fill("/\(number)", [fresh, "Surrogate-Key: all n\(number % 2)", "Cache-Tag: x,y"])
        }
        #expect(scene.cache.purge(surrogateKey: "n1") == 50)
        #expect(scene.cache.purge(surrogateKey: "n1") == 0)
        #expect(try scene.ask("/0") == .hit(body: "hello", age: 0))
        #expect(try scene.ask("/1") == .miss)
        #expect(scene.cache.purge(surrogateKey: "y") == 50)
        #expect(scene.cache.entryCount == 0)
        #expect(scene.cache.byteCount == 0)
        #expect(surrogateKeys(scene) == 0)
    }

    @Test func `the index of surrogate keys is bounded with the entries`() throws {
        var limits = HTTPCacheLimits()
        limits.bytes = 64 * 1024
        let scene = CacheScene(limits)
        for number in 0..<500 { try scene.fill("/\(number)", [fresh, "Surrogate-Key: k\(number)"]) }
        #expect(scene.cache.entryCount > 0)
        #expect(surrogateKeys(scene) == scene.cache.entryCount)
    }

    @Test func `a newer response brings its own keys`() throws {
        let scene = CacheScene()
        try scene.fill([fresh, "Surrogate-Key: old"])
        try scene.fill([fresh, "Surrogate-Key: new"])
        #expect(scene.cache.purge(surrogateKey: "old") == 0)
        #expect(scene.cache.purge(surrogateKey: "new") == 1)
    }

    @Test func `a response with more keys than are indexed is not kept`() throws {
        let scene = CacheScene()
        let keys = (0...SurrogateKeys.mostKeys).map { "k\($0)" }
        #expect(try scene.fill([fresh, "Surrogate-Key: \(keys.joined(separator: " "))"]) == nil)
        #expect(try scene.fill([fresh, "Surrogate-Key: \(keys.dropLast().joined(separator: " "))"]) != nil)
    }

    @Test func `everything goes`() throws {
        let scene = CacheScene()
        for number in 0..<50 { try scene.fill("/\(number)", [fresh, "Surrogate-Key: a"]) }
        #expect(scene.cache.purgeAll() == 50)
        #expect(scene.cache.entryCount == 0)
        #expect(scene.cache.byteCount == 0)
        try scene.fill([fresh])
        #expect(try scene.ask() == .hit(body: "hello", age: 0))
    }

    @Test(arguments: ["url", "key", "all", "other"])
    func `what was asked for before a purge is not kept after it`(by: String) throws {
        let scene = CacheScene()
        let request = try #require(try scene.request("/a"))
        switch by {
        case "url": _ = scene.cache.purge(url: "http://a.test/a")
        case "key": _ = scene.cache.purge(surrogateKey: "k")
        case "all": _ = scene.cache.purgeAll()
        default: _ = scene.cache.purge(url: "http://a.test/b")
        }
        // Whoever asked before still gets it.
        #expect(try scene.fill(request, [fresh, "Surrogate-Key: k"]) != nil)
        #expect(try scene.ask("/a") == (by == "other" ? .hit(body: "hello", age: 0) : .miss))
        try scene.fill("/a", [fresh, "Surrogate-Key: k"])
        #expect(try scene.ask("/a") == .hit(body: "hello", age: 0))
    }

    private func surrogateKeys(_ scene: CacheScene) -> Int {
        scene.cache.stripes.reduce(0) { $0 + $1.state.withLock { $0.surrogateKeyCount } }
    }
}
