import Tenfold

/// A day in UTC, as a number that can be counted with and as text such as `2026-01-31`.
struct Day {
    /// Days since 1970-01-01.
    let number: Int

    init(number: Int) { self.number = number }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.joined().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            CivilDay.isValid(year: year, month: month, day: day)
        else { return nil }
        number = CivilDay.toDays(year: year, month: month, day: day)
    }

    var text: String {
        let (year, month, day) = CivilDay.fromDays(number)
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
}

extension Rule where Value == String {
    /// A day such as `2026-01-31`.
    static var isDay: Rule { .must("must be a day such as 2026-01-31") { Day($0) != nil } }
}
