import FoundationEssentials
import Testing

@testable import TenfoldCore

@Suite struct CivilDayTests {
    /// Walks eight centuries day by day with the calendar's own rules, so it shares nothing with the code under test.
    @Test func `every day from 1600 to 2400 round trips`() {
        var expected = (year: 1600, month: 1, day: 1)
        var mistakes = 0
        let first = CivilDay.toDays(year: 1600, month: 1, day: 1)
        let last = CivilDay.toDays(year: 2400, month: 12, day: 31)
        #expect(first == -135_140)
        for days in first...last {
            if CivilDay.fromDays(days) != expected { mistakes += 1 }
            if CivilDay.toDays(year: expected.year, month: expected.month, day: expected.day) != days { mistakes += 1 }
            expected = following(expected)
        }
        #expect(mistakes == 0)
        #expect(expected == (2401, 1, 1))
    }

    private func following(_ date: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int) {
        let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < lengths[date.month - 1] { return (date.year, date.month, date.day + 1) }
        return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
    }

    @Test func `the epoch is day 0`() {
        #expect(CivilDay.toDays(year: 1970, month: 1, day: 1) == 0)
        #expect(CivilDay.fromDays(-1) == (1969, 12, 31))
    }

    @Test func `years before 0 round trip too`() {
        for days in stride(from: -1_500_000, through: -700_000, by: 17) {
            let (year, month, day) = CivilDay.fromDays(days)
            #expect(CivilDay.toDays(year: year, month: month, day: day) == days)
        }
    }

    @Test(arguments: [(2000, 2, 29), (2024, 2, 29), (2400, 2, 29), (0, 2, 29), (9999, 12, 31), (2026, 4, 30)])
    func `there is such a day`(year: Int, month: Int, day: Int) {
        #expect(CivilDay.isValid(year: year, month: month, day: day))
    }

    @Test(arguments: [
        (1900, 2, 29), (2100, 2, 29), (2023, 2, 29), (2024, 2, 30), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1),
        (2026, 1, 0),
        (2026, 1, 32), (-1, 1, 1), (10_000, 1, 1), (2026, 1, -1),
    ])
    func `there is no such day`(year: Int, month: Int, day: Int) {
        #expect(!CivilDay.isValid(year: year, month: month, day: day))
    }

    @Test func `the day of a time is its day in UTC`() {
        #expect(CivilDay.text(of: Date(timeIntervalSince1970: 86_399.999)) == "1970-01-01")
        #expect(CivilDay.text(of: Date(timeIntervalSince1970: 86_400)) == "1970-01-02")
        #expect(CivilDay.text(of: Date(timeIntervalSince1970: -0.5)) == "1969-12-31")
    }
}
