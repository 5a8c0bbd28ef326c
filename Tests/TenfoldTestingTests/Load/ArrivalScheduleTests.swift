import Testing

@testable import TenfoldTesting

@Suite struct ArrivalScheduleTests {
    private func times(_ phases: [OpenLoopLoad.Phase], _ arrivals: OpenLoopLoad.Arrivals) -> [Duration] {
        Array(ArrivalSchedule(phases: phases, arrivals: arrivals))
    }

    @Test func `even arrivals are at equal distances`() {
        let times = times([.init(rate: 4, for: .seconds(1))], .even)
        #expect(times == [.zero, .milliseconds(250), .milliseconds(500), .milliseconds(750)])
    }

    @Test func `phases follow one another, and a pause sends nothing`() {
        let times = times(
            [.init(rate: 2, for: .seconds(1)), .init(rate: 0, for: .seconds(5)), .init(rate: 10, for: .seconds(1))],
            .even)
        #expect(times.count { $0 < .seconds(1) } == 2)
        #expect(times.count { $0 >= .seconds(1) && $0 < .seconds(6) } == 0)
        #expect((9...10).contains(times.count { $0 >= .seconds(6) }))
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>) func `random arrivals have the rate, and exponential gaps`(
        seed: UInt64
    ) {
        let times = times([.init(rate: 1_000, for: .seconds(20))], .poisson(seed: seed))
        #expect((19_400...20_600).contains(times.count), "seed \(seed)")
        #expect(times.allSatisfy { $0 >= .zero && $0 < .seconds(20) }, "seed \(seed)")
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 >= .zero }, "seed \(seed)")
        // Of exponential gaps, 1/e are longer than the mean.
        let longer = Double(gaps.count { $0 > .milliseconds(1) }) / Double(gaps.count)
        #expect((0.35...0.385).contains(longer), "seed \(seed)")
    }

    @Test func `the same seed gives the same times`() {
        let phase = OpenLoopLoad.Phase(rate: 50, for: .seconds(2))
        #expect(times([phase], .poisson(seed: 9)) == times([phase], .poisson(seed: 9)))
        #expect(times([phase], .poisson(seed: 9)) != times([phase], .poisson(seed: 10)))
    }

    @Test func `nothing to send is an empty schedule`() {
        #expect(times([], .even).isEmpty)
        #expect(times([.init(rate: -3, for: .seconds(-1))], .even).isEmpty)
    }
}
