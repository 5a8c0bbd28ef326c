import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite(.timeLimit(.minutes(1))) struct NotFoundTests {
    let policy = CachePolicy(expiresAfter: .seconds(3600))
    let missing = Refusal.notFound("test.missing", "There is none.")

    @Test func `it counts its bytes and a write that invalidates it frees them`() async throws {
        let cache = MemoryCache()
        await #expect(throws: missing) {
            try await cache.value(space: "s", key: "k", policy: policy) { () -> Int in throw missing }
        }
        #expect(cache.absences == 1 && cache.count == 1)
        #expect(cache.bytes > EntrySize.overhead)
        cache.invalidate(space: "s", key: "k")
        #expect(cache.absences == 0 && cache.bytes == 0)
        #expect(try await cache.value(space: "s", key: "k", policy: policy) { 7 } == 7)
    }

    @Test func `who asks for ids that never were does not push out what is asked for`() async throws {
        var options = MemoryCacheOptions()
        options.byteLimit = 256 * 1024
        options.seed = 3
        let cache = MemoryCache(options)
        let loads = Tally()
        let ask: @Sendable (Int) async throws -> String = { number in
            try await cache.value(space: "s", key: "product \(number)", policy: policy) {
                loads.add(1)
                return String(repeating: "x", count: 1_000)
            }
        }
        for _ in 0..<4 { for number in 0..<100 { _ = try await ask(number) } }
        for number in 0..<5_000 {
            await #expect(throws: missing) {
                try await cache.value(space: "s", key: "unknown \(number)", policy: policy) { () -> Int in throw missing
                }
            }
        }
        let before = loads.now
        for number in 0..<100 { _ = try await ask(number) }
        #expect(loads.now - before <= 5)
        #expect(cache.absences > 10)
        #expect(cache.bytes <= options.byteLimit)
    }
}
