import FoundationEssentials
import Testing

@testable import TenfoldCore

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_767_225_599_999, "2025-12-31T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func `times are written in UTC with milliseconds, and read back`(milliseconds: Int64, text: String) {
        #expect(RFC3339.format(Date(millisecondsSince1970: milliseconds)) == text)
        #expect(RFC3339.parse(text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(
        arguments: [
            ("2026-01-31T12:00:00Z", 1_769_860_800_000), ("2026-01-31t12:00:00z", 1_769_860_800_000),
            ("2026-01-31 12:00:00Z", 1_769_860_800_000), ("2026-01-31T12:00:00.5Z", 1_769_860_800_500),
            ("2026-01-31T12:00:00.25Z", 1_769_860_800_250), ("2026-01-31T12:00:00.123999Z", 1_769_860_800_123),
            ("2026-01-31T12:00:00.123456789012345678Z", 1_769_860_800_123),
            ("2026-01-31T14:00:00+02:00", 1_769_860_800_000),
            ("2026-01-31T06:15:00-05:45", 1_769_860_800_000), ("2026-02-01T11:59:00+23:59", 1_769_860_800_000),
            ("2026-01-31T12:00:00-00:00", 1_769_860_800_000), ("1990-12-31T23:59:60Z", 662_688_000_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000_000),
        ] as [(String, Int64)])
    func `fractions, offsets and leap seconds are read`(text: String, milliseconds: Int64) {
        #expect(RFC3339.parse(text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-1-31T12:00:00Z",
        "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00,5Z", "2026-01-31T12:00:00Zx", " 2026-01-31T12:00:00Z", "2026-01-31T12:00:00+2:00",
        "2026-01-31T12:00:00+0200", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+02:60", "2026-01-31T12:00:00+",
        "+026-01-31T12:00:00Z", "2026-01-31T-1:00:00Z", "２026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.1234567890123456789Z",
    ])
    func `anything else is no time`(text: String) { #expect(RFC3339.parse(text) == nil) }

    /// What is read must be writable in four digits of year, or a stored value could not be read again.
    @Test(arguments: ["0000-01-01T00:00:00+00:01", "9999-12-31T23:59:00-00:01", "9999-12-31T23:59:60Z"])
    func `a time whose UTC form has no year of four digits is refused`(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test func `every millisecond survives Date's binary fractions`() {
        for start in [
            0, 951_782_400_000, 1_769_860_800_000, 4_102_444_800_000, 253_402_300_790_000, -62_167_219_200_000,
        ] as [Int64] {
            let lost = (start..<(start + 3000)).filter { Date(millisecondsSince1970: $0).millisecondsSince1970 != $0 }
            #expect(lost.isEmpty)
        }
    }

    @Test func `a time no clock shows does not trap`() {
        for seconds in [Double.infinity, -.infinity, .nan, 1e300, -1e300] {
            _ = RFC3339.format(Date(timeIntervalSince1970: seconds))
        }
        #expect(Date(timeIntervalSince1970: 1e300).millisecondsSince1970 == .max)
        #expect(Date(timeIntervalSince1970: -1e300).millisecondsSince1970 == .min)
    }

    @Test func `random times round trip`() {
        for _ in 0..<2000 {
            let milliseconds = Int64.random(in: -62_167_219_200_000...253_402_300_799_999)
            let text = RFC3339.format(Date(millisecondsSince1970: milliseconds))
            #expect(RFC3339.parse(text)?.millisecondsSince1970 == milliseconds)
        }
    }
}
