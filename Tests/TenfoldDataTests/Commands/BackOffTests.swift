import Testing

@testable import TenfoldData

@Suite struct BackOffTests {
    private let backOff = BackOff(base: .milliseconds(500), cap: .seconds(60))

    @Test func `a delay doubles with each attempt up to the cap`() {
        #expect(backOff.ceiling(1) == .milliseconds(500))
        #expect(backOff.ceiling(2) == .seconds(1))
        #expect(backOff.ceiling(8) == .seconds(60))
        #expect(backOff.ceiling(1_000_000) == .seconds(60))
    }

    @Test func `a delay lies between half its ceiling and its ceiling`() {
        #expect(backOff.delay(3, random: 0) == .seconds(1))
        #expect(backOff.delay(3, random: 0.999) < .seconds(2))
    }
}
