import FoundationEssentials
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct InvalidationTests {
    private func write(_ bench: CommandBench, _ cache: Cache<String, Int>, _ key: String) async throws {
        try await bench.database.write(RoutingKey(key)) { try await $0.invalidate(cache, key) }
    }

    private func cache(_ engine: NotingCache) -> Cache<String, Int> {
        Cache(name: "test.stock", policy: CachePolicy(expiresAfter: .seconds(60)), engine: engine)
    }

    @Test func `another process forgets what one has changed, once`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let (here, there) = (NotingCache(), NotingCache())
        var follower = InvalidationFollower(reader: InvalidationReader(database: bench.database), cache: there)
        try await follower.start()
        try await write(bench, cache(here), "a")
        try await write(bench, cache(here), "b")
        #expect(here.forgotten == ["a", "b"])
        #expect(try await follower.poll() == 2)
        #expect(Set(there.forgotten) == ["a", "b"])
        #expect(try await follower.poll() == 0)
    }

    @Test func `a rolled back write invalidates nothing`() async throws {
        let bench = try await CommandBench.make()
        let (here, there) = (NotingCache(), NotingCache())
        var follower = InvalidationFollower(reader: InvalidationReader(database: bench.database), cache: there)
        try await follower.start()
        let cache = cache(here)
        try? await bench.database.write(RoutingKey("a")) { tx in
            try await tx.invalidate(cache, "a")
            throw TestFailure()
        }
        #expect(try await follower.poll() == 0)
        #expect(here.forgotten.isEmpty)
    }

    @Test func `a retry whose caller knows nothing of the first attempt is told how far it has written`() async throws {
        let bench = try await CommandBench.make()
        let reader = InvalidationReader(database: bench.database)
        let runner = CommandRunner(
            database: bench.database, clock: bench.time, pacing: bench.time.pacing,
            replays: ReplayedWrites(database: "test", reader: reader, clock: bench.time))
        let cache = cache(NotingCache())
        var places: [[Int64]] = []
        for _ in 1...2 {
            let session = Session(nowSeconds: 1_700_000_000)
            var call = Call()
            call.session = session
            try await Call.$current.withValue(call) {
                _ = try await runner.run(WriteNote(text: "a"), key: .test(1)) { tx in
                    try await tx.invalidate(cache, "a")
                    return "done"
                }
            }
            places.append(session.news.map(\.position))
        }
        #expect(places == [[1], [1]])
    }

    @Test func `a follower that was outrun forgets everything`() async throws {
        let bench = try await CommandBench.make()
        let there = NotingCache()
        let reader = InvalidationReader(database: bench.database)
        var follower = InvalidationFollower(reader: reader, cache: there)
        try await follower.start()
        for key in ["a", "b", "c"] { try await write(bench, cache(NotingCache()), key) }
        bench.time.advance(.seconds(61))
        #expect(try await reader.sweep(shard: 0, before: bench.time.now()) == 2)
        _ = try await follower.poll()
        #expect(there.allForgotten == 1)
    }

    @Test func `only old invalidations are swept, in bounded chunks`() async throws {
        let bench = try await CommandBench.make()
        let reader = InvalidationReader(database: bench.database)
        for key in ["a", "b", "c"] { try await write(bench, cache(NotingCache()), key) }
        bench.time.advance(.seconds(61))
        let cutoff = bench.time.now()
        try await write(bench, cache(NotingCache()), "d")
        #expect(try await reader.sweep(shard: 0, before: cutoff, chunk: 1, maximumChunks: 2) == 2)
        #expect(try await reader.sweep(shard: 0, before: cutoff) == 1)
    }
}

private final class NotingCache: CacheEngine {
    private let state = Mutex((keys: [String](), all: 0))

    var forgotten: [String] { state.withLock { $0.keys } }
    var allForgotten: Int { state.withLock { $0.all } }

    func held(in space: CacheSpace, _ key: CacheIdentity) -> CachedValue? { nil }

    func value<Value: Codable & Sendable>(
        in space: CacheSpace, _ key: CacheIdentity, policy: CachePolicy,
        load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value { try await load() }

    func invalidate(space: String, key: String) { state.withLock { $0.keys.append(key) } }
    func invalidateAll() { state.withLock { $0.all += 1 } }
}
