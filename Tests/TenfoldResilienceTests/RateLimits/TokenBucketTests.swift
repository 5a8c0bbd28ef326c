import TenfoldCore
import Testing

@testable import TenfoldResilience

@Suite struct TokenBucketTests {
    private let threeThenOnePerSecond = TokenBucket.Limit(burst: 3, per: .seconds(1))

    @Test func `a new bucket gives its burst, then says when the next token comes`() {
        var bucket = TokenBucket()
        #expect(bucket.take(under: threeThenOnePerSecond, now: .zero) == .admitted(remaining: 2))
        #expect(bucket.take(under: threeThenOnePerSecond, now: .zero) == .admitted(remaining: 1))
        #expect(bucket.take(under: threeThenOnePerSecond, now: .zero) == .admitted(remaining: 0))
        #expect(
            bucket.take(under: threeThenOnePerSecond, now: .milliseconds(400))
                == .refused(retryAfter: .milliseconds(600)))
    }

    @Test func `a refusal takes nothing`() {
        var bucket = TokenBucket()
        _ = bucket.take(3, under: threeThenOnePerSecond, now: .zero)
        for _ in 0..<5 { _ = bucket.take(under: threeThenOnePerSecond, now: .zero) }
        #expect(bucket.take(under: threeThenOnePerSecond, now: .seconds(1)) == .admitted(remaining: 0))
    }

    @Test func `the time it names is exactly when the tokens are there`() {
        var bucket = TokenBucket()
        _ = bucket.take(3, under: threeThenOnePerSecond, now: .zero)
        #expect(bucket.peek(2, under: threeThenOnePerSecond, now: .zero) == .refused(retryAfter: .seconds(2)))
        let justBefore = Duration.nanoseconds(1_999_999_999)
        #expect(bucket.peek(2, under: threeThenOnePerSecond, now: justBefore) == .refused(retryAfter: .nanoseconds(1)))
        #expect(bucket.take(2, under: threeThenOnePerSecond, now: .seconds(2)) == .admitted(remaining: 0))
    }

    @Test func `it never holds more than its burst`() {
        var bucket = TokenBucket()
        _ = bucket.take(under: threeThenOnePerSecond, now: .zero)
        #expect(bucket.take(under: threeThenOnePerSecond, now: .seconds(1_000_000)) == .admitted(remaining: 2))
    }

    @Test func `more than the burst is never admitted`() {
        var bucket = TokenBucket()
        #expect(bucket.take(4, under: threeThenOnePerSecond, now: .zero) == .refused(retryAfter: nil))
        #expect(bucket.take(3, under: threeThenOnePerSecond, now: .zero) == .admitted(remaining: 0))
    }

    @Test func `a charge goes into debt, down to one burst`() {
        var bucket = TokenBucket()
        for _ in 0..<100 { bucket.charge(under: threeThenOnePerSecond, now: .zero) }
        #expect(bucket.peek(under: threeThenOnePerSecond, now: .zero) == .refused(retryAfter: .seconds(4)))
        #expect(!bucket.isFull(now: .milliseconds(5_999)))
        #expect(bucket.isFull(now: .seconds(6)))
    }

    @Test func `a clock that steps back admits nothing more`() {
        var bucket = TokenBucket()
        _ = bucket.take(3, under: threeThenOnePerSecond, now: .seconds(100))
        #expect(bucket.take(under: threeThenOnePerSecond, now: .seconds(50)) == .refused(retryAfter: .seconds(51)))
    }

    @Test(arguments: [
        TokenBucket.Limit(burst: .max, gaining: .max, per: .zero),
        TokenBucket.Limit(burst: .min, gaining: .min, per: .seconds(-1)),
        TokenBucket.Limit(burst: .max, gaining: 1, per: .seconds(Int64.max)),
    ])
    func `limits and times out of range do not trap`(limit: TokenBucket.Limit) {
        for now in [Duration.seconds(Int64.min), .nanoseconds(-1), .zero, .seconds(Int64.max)] {
            var bucket = TokenBucket()
            for count in [Int.min, 0, 1, Int.max] { _ = bucket.take(count, under: limit, now: now) }
            bucket.charge(under: limit, now: now)
            #expect(bucket.isFuller(than: TokenBucket()) == false)
        }
    }

    /// The defining bound, checked over every window of a random history, not only from its start.
    @Test(arguments: 1...40) func `over any span it admits at most burst + rate × span`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let burst = Int.random(in: 1...20, using: &random)
        let tokens = Int.random(in: 1...7, using: &random)
        let limit = TokenBucket.Limit(burst: burst, gaining: tokens, per: .milliseconds(10))
        var bucket = TokenBucket()
        var now = Int64(0)
        var admitted: [(at: Int64, count: Int)] = []
        for _ in 0..<300 {
            now += Int64.random(in: 0...9_000_000, using: &random)
            let count = Int.random(in: 1...3, using: &random)
            if case .admitted = bucket.take(count, under: limit, now: .nanoseconds(now)) {
                admitted.append((now, count))
            }
        }
        #expect(!admitted.isEmpty, "seed \(seed)")
        for start in admitted.indices {
            var sum = 0
            for entry in admitted[start...] {
                sum += entry.count
                let gained = Double(entry.at - admitted[start].at) * Double(tokens) / 10_000_000
                #expect(Double(sum) <= Double(burst) + gained + 1e-9, "seed \(seed)")
            }
        }
    }

    /// The other side: whoever waits as told is admitted, so the rate is reached and not only bounded.
    @Test(arguments: 1...40) func `whoever waits as told is admitted`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let limit = TokenBucket.Limit(
            burst: Int.random(in: 3...20, using: &random), gaining: Int.random(in: 1...7, using: &random),
            per: .milliseconds(10))
        var bucket = TokenBucket()
        var now = Duration.zero
        for _ in 0..<200 {
            let count = Int.random(in: 1...3, using: &random)
            if case .refused(let wait?) = bucket.take(count, under: limit, now: now) {
                #expect(wait > .zero, "seed \(seed)")
                now += wait
                guard case .admitted = bucket.take(count, under: limit, now: now) else {
                    Issue.record("refused after the time it named, seed \(seed)")
                    return
                }
            }
        }
    }
}
