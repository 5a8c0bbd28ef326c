import TenfoldCore
import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

@Suite struct EjectionTests {
    @Test func `five failures in a row eject for thirty seconds`() {
        let work = PoolAtWork(2)
        work.bringOut(0, .failure)
        #expect(work.pool.ejectedCount == 1)
        let out = work.run(290, every: .milliseconds(100))
        #expect(out[0] == nil)
    }

    @Test func `four failures and a success do not eject`() throws {
        let work = PoolAtWork(1)
        for number in 0..<100 {
            let pick = try #require(work.pick())
            work.pool.ended(pick, number % 5 == 4 ? .success : .failure, now: work.now)
        }
        #expect(work.pool.healthyCount == 1)
    }

    @Test func `after it one request tries, and decides`() throws {
        let work = PoolAtWork(2)
        work.bringOut(0, .failure)
        work.now += .seconds(31)
        let trial = try #require(work.pick())
        #expect(trial.endpoint == 0)
        #expect(trial.isTrial)
        for _ in 0..<50 { #expect(work.pick()?.endpoint == 1) }
        work.pool.ended(trial, .failure, now: work.now)
        #expect(work.pool.ejectedCount == 1)
        // Twice ejected: twice as long.
        work.now += .seconds(59)
        #expect(work.pick()?.endpoint == 1)
        work.now += .seconds(2)
        let second = try #require(work.pick())
        #expect(second.endpoint == 0)
        work.pool.ended(second, .success, now: work.now)
        #expect(work.pool.healthyCount == 2)
    }

    @Test func `a trial that is cancelled is made again`() throws {
        let work = PoolAtWork(2)
        work.bringOut(0, .failure)
        work.now += .seconds(31)
        let trial = try #require(work.pick())
        work.pool.ended(trial, .cancelled, now: work.now)
        #expect(work.pool.healthyCount == 1)
        work.now += .seconds(1)
        #expect(work.pick()?.isTrial == true)
    }

    @Test func `a tenth at most is ejected, but one in any case`() {
        for (count, most) in [(1, 0), (2, 1), (9, 1), (20, 2), (100, 10)] {
            let work = PoolAtWork(count)
            _ = work.run(count * 40) { _ in (.failure, .milliseconds(1)) }
            #expect(work.pool.ejectedCount == most)
        }
    }

    @Test func `where half are ejected and more would be, all are used`() {
        var options = BalancingOptions()
        options.maximumEjectedShare = 1
        options.requestsBetweenTries = .max
        let work = PoolAtWork(10, options)
        _ = work.run(8_000) { ($0 < 5 ? .failure : .success, .milliseconds(1)) }
        #expect(work.pool.ejectedCount == 5)
        #expect(work.run(500).keys.allSatisfy { $0 >= 5 })
        for _ in 0..<8_000 where work.pool.ejectedCount == 5 {
            _ = work.run(1) { ($0 == 5 ? .failure : .success, .milliseconds(1)) }
        }
        #expect(work.pool.ejectedCount == 6)
        let panicking = work.run(200) { ($0 <= 5 ? .failure : .success, .milliseconds(1)) }
        #expect(panicking.keys.contains { $0 <= 5 })
    }

    @Test func `one that cannot be reached gets nothing for a second, then for two, up to thirty`() throws {
        let work = PoolAtWork(2)
        work.bringOut(0, .unreachable)
        for wait in [1, 2, 4, 8, 16, 30, 30] {
            let healthyAgain = work.now + .seconds(wait) - .milliseconds(100)
            while work.now < healthyAgain { #expect(work.run(1, every: .milliseconds(50)).keys.first == 1) }
            work.now += .milliseconds(200)
            let trial = try #require(work.pick())
            #expect(trial.endpoint == 0)
            work.pool.ended(trial, .unreachable, now: work.now)
        }
    }

    @Test func `many requests that break at once count as one`() {
        let work = PoolAtWork(2)
        _ = work.run(100)
        var picks = (0..<64).compactMap { _ in work.pick() }
        picks.removeAll { $0.endpoint == 1 }
        for pick in picks { work.pool.ended(pick, .unreachable, now: work.now) }
        work.now += .seconds(1)
        #expect(work.pick()?.isTrial == true)
    }

    @Test func `dead ones are left out even if they are the most`() {
        let work = PoolAtWork(10)
        _ = work.run(400, every: .microseconds(100)) { ($0 == 3 ? .success : .unreachable, .microseconds(10)) }
        #expect(work.pool.unreachableCount == 9)
        #expect(work.run(100, every: .microseconds(10)) == [3: 100])
    }

    @Test func `if none can be reached, all are tried, and one that answers is back`() {
        let work = PoolAtWork(3)
        _ = work.run(30, every: .milliseconds(1)) { _ in (.unreachable, .microseconds(10)) }
        #expect(work.pool.healthyCount == 0)
        _ = work.run(30, every: .milliseconds(1)) { ($0 == 2 ? .success : .unreachable, .microseconds(10)) }
        #expect(work.pool.healthyCount == 1)
        #expect(work.run(100) == [2: 100])
    }

    @Test(arguments: 1...20) func `whatever happens, its bounds hold`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let count = Int.random(in: 1...25, using: &random)
        var pool = EndpointPool()
        var now = Duration.zero
        pool.update(Array(0..<count), now: now)
        var pending: [EndpointPool.Pick] = []
        let mostEjected = count == 1 ? 0 : max(1, count / 10)
        for _ in 0..<2_000 {
            now += .milliseconds(Int64.random(in: 0...200, using: &random))
            if pending.count < 5 || Int.random(in: 0..<pending.count + 10, using: &random) < 10 {
                let tried = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                    Int.random(in: 0..<count, using: &random)
                }
                guard let pick = pool.pick(now: now, excluding: tried, using: &random) else {
                    Issue.record("no endpoint, seed \(seed)")
                    return
                }
                // A tried one comes only where all that are healthy, or all that can be reached, were tried.
                #expect(!tried.contains(pick.endpoint) || pool.healthyCount <= Set(tried).count, "seed \(seed)")
                pending.append(pick)
            } else {
                let pick = pending.remove(at: Int.random(in: 0..<pending.count, using: &random))
                let outcome = AttemptOutcome.allCases.randomElement(using: &random) ?? .success
                pool.ended(pick, pick.endpoint % 3 == 0 ? .failure : outcome, now: now)
            }
            #expect(pool.pendingCount == pending.count, "seed \(seed)")
            #expect(pool.ejectedCount <= mostEjected, "seed \(seed)")
            #expect(pool.healthyCount + pool.ejectedCount + pool.unreachableCount == count, "seed \(seed)")
        }
    }
}
