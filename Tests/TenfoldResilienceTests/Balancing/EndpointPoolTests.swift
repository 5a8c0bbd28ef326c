import Testing

@testable import TenfoldResilience

@Suite struct EndpointPoolTests {
    @Test func `an empty pool has nothing to give`() {
        let work = PoolAtWork(0)
        #expect(work.pick() == nil)
    }

    @Test func `equal endpoints get equal shares`() {
        let work = PoolAtWork(4)
        let counts = work.run(4_000)
        for id in 0..<4 { #expect((700...1_300).contains(counts[id, default: 0])) }
    }

    @Test func `pending requests draw others away`() {
        let work = PoolAtWork(2)
        _ = work.run(100)
        var counts: [Int: Int] = [:]
        for _ in 0..<40 { counts[work.pick()?.endpoint ?? -1, default: 0] += 1 }
        #expect(counts[0].map { (18...22).contains($0) } == true)
        #expect(work.pool.pendingCount == 40)
    }

    @Test func `a slow endpoint gets next to nothing`() {
        let work = PoolAtWork(2)
        _ = work.run(200)
        let counts = work.run(1_000) { (.success, $0 == 0 ? .milliseconds(500) : .milliseconds(1)) }
        #expect(counts[0, default: 0] <= 6)
    }

    @Test func `a slow endpoint is tried now and then, and comes back once it is fast`() {
        let work = PoolAtWork(2)
        _ = work.run(200)
        let slow = work.run(20_000) { (.success, $0 == 0 ? .milliseconds(500) : .milliseconds(1)) }
        // At most one try in 200 requests.
        #expect((2...105).contains(slow[0, default: 0]))
        _ = work.run(6_000)
        #expect(work.run(1_000)[0, default: 0] > 250)
    }

    @Test func `a frozen endpoint loses its traffic though it never answers`() {
        let work = PoolAtWork(2)
        _ = work.run(200)
        var stuck = 0
        for _ in 0..<2_000 {
            guard let pick = work.pick() else { return }
            work.now += .milliseconds(1)
            if pick.endpoint == 0 { stuck += 1 } else { work.pool.ended(pick, .success, now: work.now) }
        }
        #expect(stuck > 0)
        #expect(stuck <= 5)
    }

    @Test func `an endpoint that fails at once does not look fast`() {
        var options = BalancingOptions()
        options.consecutiveFailures = .max
        let work = PoolAtWork(2, options)
        _ = work.run(200)
        let counts = work.run(2_000, every: .milliseconds(5)) {
            $0 == 0 ? (.shed, .microseconds(50)) : (.success, .milliseconds(5))
        }
        #expect(counts[0, default: 0] < 400)
    }

    @Test func `those that were tried are chosen again only for want of others`() {
        let work = PoolAtWork(3)
        for _ in 0..<100 {
            let pick = work.pick(excluding: [0, 2])
            #expect(pick?.endpoint == 1)
        }
        #expect(work.pick(excluding: [0, 1, 2]) != nil)
    }

    @Test func `ending twice, or what is gone, does nothing`() throws {
        let work = PoolAtWork(2)
        let pick = try #require(work.pick())
        work.pool.ended(pick, .success, now: work.now)
        work.pool.ended(pick, .unreachable, now: work.now)
        #expect(work.pool.healthyCount == 2)
        let second = try #require(work.pick())
        work.pool.update([7, 8], now: work.now)
        work.pool.ended(second, .unreachable, now: work.now)
        #expect(work.pool.healthyCount == 2)
        #expect(work.pool.pendingCount == 0)
    }
}
