import Testing

@testable import TenfoldResilience

@Suite struct NumbersTests {
    @Test func `what is left falls to 1/e each time constant`() {
        var expected = 1.0
        for steps in 0...20 {
            let factor = Decay.factor(elapsed: .seconds(7) * steps, constant: .seconds(7))
            #expect(abs(factor - expected) < 0.001 * expected + 1e-9)
            expected /= 2.718281828459045
        }
    }

    @Test func `what is left never grows with time`() {
        var last = 1.0
        for milliseconds in 0...20_000 {
            let factor = Decay.factor(elapsed: .milliseconds(milliseconds), constant: .seconds(3))
            #expect(factor <= last + 1e-4)
            last = factor
        }
        #expect(Decay.factor(elapsed: .seconds(Int64.max), constant: .nanoseconds(1)) == 0)
        #expect(Decay.factor(elapsed: .seconds(-5), constant: .seconds(1)) == 1)
        #expect(Decay.factor(elapsed: .seconds(1), constant: .zero) == 0)
    }

    @Test func `counts are forgotten after the window, slot by slot`() {
        var counts = SlidingCounts(window: .seconds(10))
        counts.add(total: 1, now: .seconds(0))
        counts.add(total: 1, marked: 1, now: .seconds(5))
        #expect(counts.counts(now: .milliseconds(9_999)) == .init(total: 2, marked: 1))
        #expect(counts.counts(now: .seconds(10)) == .init(total: 1, marked: 1))
        #expect(counts.counts(now: .seconds(14)) == .init(total: 1, marked: 1))
        #expect(counts.counts(now: .seconds(15)) == .init())
    }

    @Test func `a long silence forgets everything, and a clock that steps back nothing`() {
        var counts = SlidingCounts(window: .seconds(10))
        counts.add(total: 3, now: .seconds(3))
        #expect(counts.counts(now: .seconds(1)) == .init(total: 3))
        #expect(counts.counts(now: .seconds(1_003)) == .init())
        counts.add(total: 1, now: .seconds(Int64.max))
        #expect(counts.counts(now: .seconds(Int64.min)) == .init(total: 1))
    }
}
