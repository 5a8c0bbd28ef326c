import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldResilience

@Suite struct RateLimitTableTests {
    private let limit = TokenBucket.Limit(burst: 5, gaining: 10, per: .seconds(1))

    private func isAdmitted(_ decision: TokenBucket.Decision) -> Bool {
        if case .admitted = decision { true } else { false }
    }

    @Test func `a key gets its burst, then its rate`() {
        let table = RateLimitTable(keys: 64)
        let admitted = (0..<20).count { _ in isAdmitted(table.take(7, under: limit, now: .zero)) }
        #expect(admitted == 5)
        #expect(table.take(7, under: limit, now: .zero) == .refused(retryAfter: .milliseconds(100)))
        #expect(isAdmitted(table.take(7, under: limit, now: .milliseconds(100))))
        #expect(!isAdmitted(table.take(7, under: limit, now: .milliseconds(150))))
    }

    @Test func `keys do not share their tokens`() {
        let table = RateLimitTable(keys: 1 << 12)
        var random = SeededRandom(seed: 1)
        for _ in 0..<500 {
            let key = random.next()
            for _ in 0..<5 { #expect(isAdmitted(table.take(key, under: limit, now: .zero))) }
        }
        #expect(table.takeoverCount == 0)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `as a bucket of its own would decide, whatever comes when`(seed: UInt64) {
        let table = RateLimitTable(keys: 1 << 10)
        var random = SeededRandom(seed: seed)
        let keys = (0..<20).map { _ in random.next() }
        var buckets = [UInt64: TokenBucket]()
        var now = Duration.zero
        for _ in 0..<2_000 {
            now += .milliseconds(Int.random(in: 0...30, using: &random))
            let key = keys[Int.random(in: 0..<20, using: &random)]
            #expect(
                table.take(key, under: limit, now: now)
                    == buckets[key, default: TokenBucket()].take(under: limit, now: now))
        }
    }

    @Test func `more keys than places never get more than the places would give`() {
        // One set of eight: a thousand keys share it.
        let table = RateLimitTable(keys: 8)
        var random = SeededRandom(seed: 3)
        let admitted = (0..<1_000).count { _ in isAdmitted(table.take(random.next(), under: limit, now: .zero)) }
        #expect(admitted == 8 * 5)
        #expect(table.takeoverCount > 0)
    }

    @Test func `a bucket that is full again leaves its place to another key`() {
        let table = RateLimitTable(keys: 8)
        for key in 1...8 as ClosedRange<UInt64> { for _ in 0..<5 { _ = table.take(key, under: limit, now: .zero) } }
        for _ in 0..<5 { #expect(isAdmitted(table.take(99, under: limit, now: .seconds(1)))) }
        #expect(table.takeoverCount == 0)
    }

    @Test func `threads together get no more than one would`() async {
        let table = RateLimitTable(keys: 1 << 10)
        let limit = TokenBucket.Limit(burst: 1_000, gaining: 1, per: .seconds(3_600))
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).count { _ in
                        if case .admitted = table.take(42, under: limit, now: .zero) { true } else { false }
                    }
                }
            }
            return await group.reduce(0, +)
        }
        // A thread that meets others 64 times in a row is refused, so a few may be missing; none is too many.
        #expect(admitted <= 1_000 && admitted > 900)
    }
}
