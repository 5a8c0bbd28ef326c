import TenfoldCore
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
        var random = SeededRandom(seed: 7)
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
        var one = SeededRandom(seed: 3)
        var other = SeededRandom(seed: 3)
        #expect(backoff.delay(afterFailures: 2, using: &one) == backoff.delay(afterFailures: 2, using: &other))
    }
}
