import Testing

@testable import TenfoldResilience

@Suite struct BackoffTests {
    let backoff = Backoff(base: .milliseconds(200), cap: .seconds(10))

    @Test func `the ceiling doubles with every failure up to the cap`() {
        let ceilings = (1...8).map { backoff.ceiling(afterFailures: $0) }
        #expect(
            ceilings == [
                .milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600), .milliseconds(3200),
                .milliseconds(6400), .seconds(10), .seconds(10),
            ])
    }

    @Test func `any number of failures has a ceiling`() {
        #expect(backoff.ceiling(afterFailures: .max) == .seconds(10))
        #expect(backoff.ceiling(afterFailures: 0) == .milliseconds(200))
        #expect(Backoff(base: .zero, cap: .zero).ceiling(afterFailures: .max) == .zero)
    }

    @Test func `waits are spread over the whole range and never leave it`() {
        var random = SplitMix64(seed: 7)
        let waits = (0..<2_000).map { _ in backoff.delay(afterFailures: 3, using: &random) }
        #expect(waits.allSatisfy { $0 >= .zero && $0 <= .milliseconds(800) })
        #expect(waits.contains { $0 < .milliseconds(80) })
        #expect(waits.contains { $0 > .milliseconds(720) })
        let mean = waits.reduce(Duration.zero, +) / 2_000
        #expect(mean > .milliseconds(370) && mean < .milliseconds(430))
    }

    @Test func `a wait of half or more lies between half the ceiling and the ceiling`() {
        #expect(backoff.delayOfHalfOrMore(afterFailures: 3, random: 0) == .milliseconds(400))
        #expect(backoff.delayOfHalfOrMore(afterFailures: 3, random: 0.5) == .milliseconds(600))
        #expect(backoff.delayOfHalfOrMore(afterFailures: 3, random: 0.999) < .milliseconds(800))
    }

    @Test func `the same randomness gives the same wait`() {
        var one = SplitMix64(seed: 3)
        var other = SplitMix64(seed: 3)
        #expect(backoff.delay(afterFailures: 2, using: &one) == backoff.delay(afterFailures: 2, using: &other))
    }

    /// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (OOPSLA 2014).
    struct SplitMix64: RandomNumberGenerator {
        var state: UInt64
        init(seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }
}
