import TenfoldResilience
import Testing

@testable import TenfoldIdentity

@Suite struct KeyRefreshScheduleTests {
    private let start: Int64 = 1_800_000_000

    /// A schedule whose first fetch succeeded at `start`.
    private func fetched(maxAge: Int64? = nil, _ options: KeyRefreshSchedule.Options = .init()) -> KeyRefreshSchedule {
        var schedule = KeyRefreshSchedule(options)
        #expect(schedule.begins(.due, at: start) == true)
        schedule.succeeded(at: start, maxAge: maxAge)
        return schedule
    }

    @Test func `the first fetch is due at once, and one at a time is enough`() {
        var schedule = KeyRefreshSchedule()
        #expect(schedule.age(at: start) == nil)
        #expect(schedule.begins(.due, at: start) == true)
        #expect(schedule.begins(.due, at: start + 1000) == false)
        #expect(schedule.begins(.unknownKey, at: start + 1000) == false)
        schedule.succeeded(at: start, maxAge: nil)
        #expect(schedule.age(at: start + 7) == 7)
    }

    @Test(
        arguments: [
            (nil, 900), (0, 300), (-5, 300), (299, 300), (301, 301), (3600, 3600), (86_400, 86_400), (86_401, 86_400),
            (.max, 86_400),
        ] as [(Int64?, Int64)])
    func `the next is due after what the issuer says, within bounds`(maxAge: Int64?, interval: Int64) {
        var schedule = fetched(maxAge: maxAge)
        #expect(schedule.begins(.due, at: start + interval - 1) == false)
        #expect(schedule.begins(.due, at: start + interval) == true)
    }

    @Test func `an id that is not known leads to one fetch in 30 seconds`() {
        var schedule = fetched()
        #expect(schedule.begins(.unknownKey, at: start + 1) == true)
        schedule.succeeded(at: start + 1, maxAge: nil)
        #expect(schedule.begins(.unknownKey, at: start + 30) == false)
        #expect(schedule.begins(.unknownKey, at: start + 31) == true)
        schedule.failed(at: start + 31, random: 0)
        #expect(schedule.begins(.unknownKey, at: start + 60) == false)
        #expect(schedule.begins(.unknownKey, at: start + 61) == true)
    }

    @Test func `failures are followed by pauses that double up to a bound`() {
        var schedule = fetched()
        var now = start + 900
        var pauses: [Int64] = []
        for _ in 0..<50 {
            #expect(schedule.begins(.due, at: now) == true)
            schedule.failed(at: now, random: 0)
            let pause = (1...1000 as ClosedRange<Int64>).first { second in
                var copy = schedule
                return copy.begins(.due, at: now + second)
            }
            pauses.append(pause ?? -1)
            now += pauses.last ?? 0
        }
        // Half of 5, 10, 20 … 300 seconds, as the lot is the lowest.
        #expect(pauses.prefix(8) == [2, 5, 10, 20, 40, 80, 150, 150])
        #expect(pauses.dropFirst(8).allSatisfy { $0 == 150 })
        schedule.succeeded(at: now, maxAge: nil)
        #expect(schedule.begins(.due, at: now + 899) == false)
    }

    @Test func `pauses differ by lot, so that not all ask at once`() {
        var (low, high) = (fetched(), fetched())
        for second in 0..<2 as Range<Int64> {
            _ = low.begins(.due, at: start + 900 + second * 600)
            low.failed(at: start + 900 + second * 600, random: 0)
            _ = high.begins(.due, at: start + 900 + second * 600)
            high.failed(at: start + 900 + second * 600, random: 0.999)
        }
        #expect(low.begins(.due, at: start + 1500 + 5) == true)
        #expect(high.begins(.due, at: start + 1500 + 8) == false)
        #expect(high.begins(.due, at: start + 1500 + 10) == true)
    }

    @Test func `keys count for their longest age without a fetch, and no longer`() {
        var schedule = fetched()
        _ = schedule.begins(.due, at: start + 900)
        schedule.failed(at: start + 900, random: 0)
        #expect(!schedule.hasOutlived(at: start + 172_800))
        #expect(schedule.hasOutlived(at: start + 172_801))
        #expect(!KeyRefreshSchedule().hasOutlived(at: start))
    }

    @Test func `keys that may be old only for a short time are fetched more often than that`() {
        var options = KeyRefreshSchedule.Options()
        options.longestAge = 400
        var schedule = fetched(maxAge: 86_400, options)
        #expect(schedule.begins(.due, at: start + 200) == true)
    }

    @Test func `a clock that is set back does not stop the fetches`() {
        var schedule = fetched()
        #expect(schedule.begins(.unknownKey, at: start + 10) == true)
        schedule.succeeded(at: start + 10, maxAge: nil)
        let earlier = start - 10_000_000
        #expect(schedule.begins(.unknownKey, at: earlier) == true)
        schedule.failed(at: earlier, random: 0)
        #expect(schedule.begins(.due, at: earlier + 5) == true)
        #expect(schedule.age(at: earlier + 5) == 5)
    }
}
