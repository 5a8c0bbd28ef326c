import TenfoldCore
import Testing

/// Against the standard library's conversions.
@Suite struct DurationTests {
    @Test(arguments: [0, 1, -1, 999_999_999, 1_000_000_000, -3_600_000_000_001, Int64.max, Int64.min, Int64.max / 3])
    func `nanoseconds make a duration and come back`(_ count: Int64) {
        #expect(Duration(wholeNanoseconds: count) == .nanoseconds(count))
        #expect(Duration(wholeNanoseconds: count).nanoseconds == count)
    }

    @Test func `any duration has its nanoseconds`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<10_000 {
            let seconds = Int64.random(in: -4_000_000_000...4_000_000_000, using: &random)
            let rest = Int64.random(in: 0..<1_000_000_000_000_000_000, using: &random)
            let duration = Duration(secondsComponent: seconds, attosecondsComponent: rest)
            let (whole, attoseconds) = duration.components
            #expect(duration.nanoseconds == whole * 1_000_000_000 + attoseconds / 1_000_000_000)
        }
    }

    @Test func `what does not fit is the nearest that does`() {
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.seconds(Int64.min).nanoseconds == .min)
    }
}
