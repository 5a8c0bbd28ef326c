import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite(.timeLimit(.minutes(1))) struct MemoryCacheTests {
    let policy = CachePolicy(expiresAfter: .seconds(3600))
    let missing = Refusal.notFound("test.missing", "There is none.")

    @Test func `a value is loaded once and then held`() async throws {
        let cache = MemoryCache()
        let loads = Tally()
        for _ in 0..<3 {
            let value = try await cache.value(space: "s", key: "k", policy: policy) { () -> Int in
                loads.add(1)
                return 7
            }
            #expect(value == 7)
        }
        #expect(loads.now == 1)
    }

    @Test func `a thousand callers at once share one load`() async throws {
        let cache = MemoryCache()
        let gate = Gate()
        let values = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<1_000 {
                group.addTask {
                    try await cache.value(space: "s", key: "k", policy: policy) {
                        await gate.pass()
                        return "loaded"
                    }
                }
            }
            #expect(await eventually { cache.waiting == 1_000 })
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: "loaded", count: 1_000))
        #expect(gate.arrived == 1)
        #expect(cache.waiting == 0)
    }

    @Test func `when a load fails all who wait get its error and the next call loads anew`() async throws {
        struct Broken: Error {}
        let cache = MemoryCache()
        let gate = Gate()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await cache.value(space: "s", key: "k", policy: policy) { () -> Int in
                            await gate.pass()
                            throw Broken()
                        }
                        return false
                    } catch { return error is Broken }
                }
            }
            #expect(await eventually { cache.waiting == 20 })
            gate.open()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 20)
        #expect(try await cache.value(space: "s", key: "k", policy: policy) { 1 } == 1)
    }

    @Test func `a caller that leaves does not end the load that others wait for`() async throws {
        let cache = MemoryCache()
        let gate = Gate()
        let load: @Sendable () async throws -> Int = {
            await gate.pass()
            try Task.checkCancellation()
            return 5
        }
        let first = Task { try await cache.value(space: "s", key: "k", policy: policy, load: load) }
        #expect(await eventually { gate.arrived == 1 })
        let second = Task { try await cache.value(space: "s", key: "k", policy: policy, load: load) }
        #expect(await eventually { cache.waiting == 2 })
        first.cancel()
        await #expect(throws: Fault(.cancelled, "the caller is gone")) { try await first.value }
        gate.open()
        #expect(try await second.value == 5)
        #expect(gate.arrived == 1)
    }

    @Test func `a caller waits no longer than its deadline`() async throws {
        let cache = MemoryCache()
        let gate = Gate()
        var call = Call()
        call.deadline = .now + .milliseconds(20)
        await #expect {
            try await Call.$current.withValue(call) {
                try await cache.value(space: "s", key: "k", policy: policy) {
                    await gate.pass()
                    return 1
                }
            }
        } throws: {
            ($0 as? Fault)?.code == .deadlineExceeded
        }
        gate.open()
    }

    @Test func `a load that takes too long is given up and the next call loads anew`() async throws {
        var options = MemoryCacheOptions()
        options.loadTimeout = .milliseconds(20)
        let cache = MemoryCache(options)
        await #expect {
            try await cache.value(space: "s", key: "k", policy: policy) { () -> Int in
                try await untilCancelled()
                return 1
            }
        } throws: {
            ($0 as? Fault)?.code == .deadlineExceeded
        }
        #expect(try await cache.value(space: "s", key: "k", policy: policy) { 2 } == 2)
    }

    @Test func `a value loaded from before an invalidation is not seen by who comes after it`() async throws {
        let cache = MemoryCache()
        let gate = Gate()
        let early = Task {
            try await cache.value(space: "s", key: "k", policy: policy) {
                await gate.pass()
                return "old"
            }
        }
        #expect(await eventually { gate.arrived == 1 })
        cache.invalidate(space: "s", key: "k")
        #expect(try await cache.value(space: "s", key: "k", policy: policy) { "new" } == "new")
        gate.open()
        #expect(try await early.value == "old")
        #expect(try await cache.value(space: "s", key: "k", policy: policy) { "never" } == "new")
    }

    @Test(arguments: 1...3)
    func `whoever asks after a write sees it or a later one`(round: Int) async throws {
        let cache = MemoryCache()
        let source = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<2_000 {
                    source.add(1)
                    cache.invalidate(space: "s", key: "k")
                    await Task.yield()
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<2_000 {
                        // The write before the last one is invalidated by now: nothing older may be seen.
                        let least = source.now - 1
                        let seen = try await cache.value(space: "s", key: "k", policy: policy) {
                            let value = source.now
                            await Task.yield()
                            return value
                        }
                        #expect(seen >= least, "round \(round)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `there is none is remembered for its own time`() async throws {
        let clock = ManualClock()
        let cache = MemoryCache(now: { clock.now })
        let loads = Tally()
        let load: @Sendable () async throws -> Int = {
            loads.add(1)
            throw missing
        }
        for _ in 0..<3 {
            await #expect(throws: missing) { try await cache.value(space: "s", key: "k", policy: policy, load: load) }
        }
        #expect(loads.now == 1)
        clock.advance(by: .seconds(64))
        await #expect(throws: missing) { try await cache.value(space: "s", key: "k", policy: policy, load: load) }
        #expect(loads.now == 2)
    }

    @Test func `other refusals are not remembered`() async throws {
        let cache = MemoryCache()
        let refusal = Refusal.conflict("test.busy", "Not now.")
        await #expect(throws: refusal) {
            try await cache.value(space: "s", key: "k", policy: policy) { () -> Int in throw refusal }
        }
        #expect(try await cache.value(space: "s", key: "k", policy: policy) { 1 } == 1)
    }

    @Test func `the load runs with its first caller's task-locals`() async throws {
        let cache = MemoryCache()
        let id = try await Call.$current.withValue(Call(requestID: RequestID("first"))) {
            try await cache.value(space: "s", key: "k", policy: policy) {
                Call.current.requestID?.description ?? "none"
            }
        }
        #expect(id == "first")
    }

    @Test func `loads at once are bounded and the others wait for their turn`() async throws {
        var options = MemoryCacheOptions()
        options.maximumLoads = 3
        let cache = MemoryCache(options)
        let gate = Gate()
        let running = Tally()
        let most = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    _ = try await cache.value(space: "s", key: String(number), policy: policy) {
                        most.raise(to: running.add(1))
                        await gate.pass()
                        running.add(-1)
                        return number
                    }
                }
            }
            #expect(await eventually { cache.waiting == 20 && gate.arrived == 3 })
            gate.open()
            try await group.waitForAll()
        }
        #expect(most.now == 3)
        #expect(gate.arrived == 20)
    }

    @Test func `more waiting loads than allowed are refused`() async throws {
        var options = MemoryCacheOptions()
        options.maximumLoads = 1
        options.maximumWaitingLoads = 0
        let cache = MemoryCache(options)
        let gate = Gate()
        let first = Task {
            try await cache.value(space: "s", key: "1", policy: policy) {
                await gate.pass()
                return 1
            }
        }
        #expect(await eventually { gate.arrived == 1 })
        await #expect {
            try await cache.value(space: "s", key: "2", policy: policy) { 2 }
        } throws: {
            ($0 as? Fault)?.code == .unavailable
        }
        gate.open()
        #expect(try await first.value == 1)
    }

    @Test func `a load inside a load needs no second place`() async throws {
        var options = MemoryCacheOptions()
        options.maximumLoads = 1
        let cache = MemoryCache(options)
        let value = try await cache.value(space: "outer", key: "k", policy: policy) {
            try await cache.value(space: "inner", key: "k", policy: policy) { 3 } + 1
        }
        #expect(value == 4)
    }

    @Test func `a load that asks for its own value is told so`() async throws {
        let cache = MemoryCache()
        await #expect {
            try await cache.value(space: "s", key: "k", policy: policy) { () -> Int in
                try await cache.value(space: "s", key: "k", policy: policy) { 1 }
            }
        } throws: {
            ($0 as? Fault)?.code == .programming
        }
    }

    @Test func `the limit in bytes holds over all stripes`() async throws {
        var options = MemoryCacheOptions()
        options.byteLimit = 2 * 1024 * 1024
        options.seed = 5
        let cache = MemoryCache(options)
        for number in 0..<3_000 {
            _ = try await cache.value(space: "s", key: String(number), policy: policy) {
                String(repeating: "x", count: 1_000)
            }
        }
        #expect(cache.bytes <= options.byteLimit)
        #expect(cache.bytes > options.byteLimit / 2)
        cache.invalidateAll()
        #expect(cache.bytes == 0)
    }

    @Test func `a value's size counts its texts and lists`() {
        struct Product: Codable { var name: String, tags: [String], cents: Int }
        let small = EntrySize.content(of: Product(name: "a", tags: [], cents: 1))
        let large = EntrySize.content(of: Product(name: "a", tags: [String(repeating: "t", count: 500)], cents: 1))
        #expect(large - small >= 500 && large - small < 600)
    }
}
