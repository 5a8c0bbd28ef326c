import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite(.timeLimit(.minutes(1))) struct EarlyRefreshTests {
    let policy = CachePolicy(expiresAfter: .seconds(100))
    let clock = ManualClock()

    func makeCache(maximumRefreshes: Int = 32) -> MemoryCache {
        var options = MemoryCacheOptions()
        options.maximumRefreshes = maximumRefreshes
        return MemoryCache(options, now: { [clock] in clock.now })
    }

    func ask(
        _ cache: MemoryCache, _ key: String = "k", load: @escaping @Sendable () async throws -> String
    ) async throws -> String {
        try await cache.value(space: "s", key: key, policy: policy, load: load)
    }

    /// Past nine tenths of any life, before the end of any: lives are 95 to 105 s.
    func moveNearExpiry() { clock.advance(by: .milliseconds(94_800)) }

    @Test func `a hit near the end of life answers at once and loads anew once`() async throws {
        let cache = makeCache()
        let gate = Gate()
        _ = try await ask(cache) { "old" }
        moveNearExpiry()
        for _ in 0..<10 {
            let seen = try await ask(cache) {
                await gate.pass()
                return "new"
            }
            #expect(seen == "old")
        }
        #expect(await eventually { gate.arrived == 1 })
        gate.open()
        #expect(await eventually { cache.refreshing == 0 })
        #expect(gate.arrived == 1)
        #expect(try await ask(cache) { "never" } == "new")
        clock.advance(by: .seconds(80))
        #expect(try await ask(cache) { "never" } == "new")
    }

    @Test func `a refresh that fails leaves the old value until it expires`() async throws {
        struct Broken: Error {}
        let cache = makeCache()
        _ = try await ask(cache) { "old" }
        moveNearExpiry()
        #expect(try await ask(cache) { throw Broken() } == "old")
        #expect(await eventually { cache.refreshing == 0 })
        #expect(try await ask(cache) { throw Broken() } == "old")
        clock.advance(by: .seconds(11))
        #expect(try await ask(cache) { "new" } == "new")
    }

    @Test func `a value that is gone is no more found once its refresh has said so`() async throws {
        let missing = Refusal.notFound("test.missing", "There is none.")
        let cache = makeCache()
        _ = try await ask(cache) { "old" }
        moveNearExpiry()
        #expect(try await ask(cache) { throw missing } == "old")
        #expect(await eventually { cache.absences == 1 })
        await #expect(throws: missing) { try await ask(cache) { "never" } }
    }

    @Test func `a refresh from before an invalidation is not kept`() async throws {
        let cache = makeCache()
        let gate = Gate()
        _ = try await ask(cache) { "old" }
        moveNearExpiry()
        _ = try await ask(cache) {
            await gate.pass()
            return "stale"
        }
        #expect(await eventually { gate.arrived == 1 })
        cache.invalidate(space: "s", key: "k")
        #expect(try await ask(cache) { "new" } == "new")
        gate.open()
        #expect(await eventually { cache.refreshing == 0 })
        #expect(try await ask(cache) { "never" } == "new")
    }

    @Test func `who comes after the expiry waits for the refresh that is under way`() async throws {
        let cache = makeCache()
        let gate = Gate()
        let load: @Sendable () async throws -> String = {
            await gate.pass()
            return "new"
        }
        _ = try await ask(cache) { "old" }
        moveNearExpiry()
        #expect(try await ask(cache, load: load) == "old")
        clock.advance(by: .seconds(11))
        let late = Task { try await ask(cache, load: load) }
        #expect(await eventually { cache.waiting == 1 && gate.arrived == 1 })
        gate.open()
        #expect(try await late.value == "new")
        #expect(gate.arrived == 1)
    }

    @Test func `refreshes at once are bounded and the others are put off`() async throws {
        let cache = makeCache(maximumRefreshes: 2)
        let gate = Gate()
        for number in 0..<5 { _ = try await ask(cache, String(number)) { "old" } }
        moveNearExpiry()
        for number in 0..<5 {
            let seen = try await ask(cache, String(number)) {
                await gate.pass()
                return "new"
            }
            #expect(seen == "old")
        }
        #expect(await eventually { gate.arrived == 2 })
        #expect(cache.refreshing == 2)
        gate.open()
        #expect(await eventually { cache.refreshing == 0 })
        #expect(try await ask(cache, "4") { "newer" } == "old")
        #expect(await eventually { cache.refreshing == 0 })
        #expect(try await ask(cache, "4") { "never" } == "newer")
    }

    @Test func `a refresh outlives its caller's deadline and runs inside no other load`() async throws {
        let cache = makeCache()
        _ = try await ask(cache) { "old" }
        moveNearExpiry()
        var call = Call(requestID: RequestID("first"))
        call.deadline = .now + .seconds(1)
        let seen = try await Call.$current.withValue(call) {
            try await ask(cache, "outer") {
                try await ask(cache) {
                    // Inside a load of "outer" it would be told that it waits for itself.
                    let outer = try await ask(cache, "outer") { "never" }
                    return "\(outer) \(Call.current.requestID?.description ?? "none") \(Call.current.deadline == nil)"
                }
            }
        }
        #expect(seen == "old")
        #expect(await eventually { cache.refreshing == 0 })
        #expect(try await ask(cache) { "never" } == "old first true")
    }
}
