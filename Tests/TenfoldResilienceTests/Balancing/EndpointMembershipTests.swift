import Testing

@testable import TenfoldResilience

@Suite struct EndpointMembershipTests {
    @Test func `a new endpoint gets its share little by little`() {
        let work = PoolAtWork(3)
        _ = work.run(1_000)
        work.pool.update([0, 1, 2, 3], now: work.now)
        let first = work.run(1_000)[3, default: 0]
        _ = work.run(8_000)
        let last = work.run(2_000)[3, default: 0]
        #expect((5...90).contains(first))
        #expect((300...700).contains(last))
    }

    @Test func `those that stay keep what is known of them`() throws {
        let work = PoolAtWork(3)
        _ = work.run(500) { (.success, .milliseconds($0 == 1 ? 400 : 2)) }
        work.bringOut(2, .unreachable)
        let pending = try #require(work.pick())
        work.pool.update([1, 2, 5, pending.endpoint], now: work.now)
        #expect(work.pool.unreachableCount == 1)
        #expect(work.pool.pendingCount(of: pending.endpoint) == 1)
        #expect(try #require(work.pool.latency(of: 1, now: work.now)) > .milliseconds(50))
    }

    @Test func `the same endpoint twice counts once`() {
        let work = PoolAtWork(0)
        work.pool.update([1, 1, 2, 1], now: work.now)
        #expect(work.pool.count == 2)
    }
}
