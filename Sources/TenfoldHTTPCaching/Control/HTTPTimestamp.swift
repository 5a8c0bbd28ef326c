import TenfoldCore

/// A time in a field, in any of its three forms (RFC 9110, section 5.6.7).
enum HTTPTimestamp {
    private static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let longWeekdays: [StaticString] = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; nil for what is no time.
    ///
    /// - Parameter now: seconds since 1970: a year of two digits is the one nearest to it, at most 50 years ahead.
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>, now: Int) -> Int? {
        let start = range.lowerBound
        switch range.count {
        case 29 where bytes.isExactly(start + 25..<start + 29, " GMT"): return parseFixed(bytes, start)
        case 24: return parseASCTime(bytes, start)
        case 30...33 where bytes.isExactly(range.upperBound - 4..<range.upperBound, " GMT"):
            return parseLong(bytes, range, now: now)
        default: return nil
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func parseFixed(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard place(bytes, start..<start + 3, in: weekdays) != nil, bytes.isExactly(start + 3..<start + 5, ", "),
            let day = number(bytes, start + 5..<start + 7), bytes[start + 7] == 0x20,
            let month = place(bytes, start + 8..<start + 11, in: months), bytes[start + 11] == 0x20,
            let year = number(bytes, start + 12..<start + 16), bytes[start + 16] == 0x20,
            let time = time(bytes, start + 17)
        else { return nil }
        return seconds(year, month + 1, day, time)
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func parseASCTime(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        let hasOneDigit = bytes[start + 8] == 0x20
        guard place(bytes, start..<start + 3, in: weekdays) != nil, bytes[start + 3] == 0x20,
            let month = place(bytes, start + 4..<start + 7, in: months), bytes[start + 7] == 0x20,
            let day = number(bytes, (hasOneDigit ? start + 9 : start + 8)..<start + 10), bytes[start + 10] == 0x20,
            let time = time(bytes, start + 11), bytes[start + 19] == 0x20,
            let year = number(bytes, start + 20..<start + 24)
        else { return nil }
        return seconds(year, month + 1, day, time)
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func parseLong(_ bytes: Span<UInt8>, _ range: Range<Int>, now: Int) -> Int? {
        let start = range.upperBound - 22
        guard start - 2 > range.lowerBound, bytes.isExactly(start - 2..<start, ", "),
            place(bytes, range.lowerBound..<start - 2, in: longWeekdays) != nil,
            let day = number(bytes, start..<start + 2), bytes[start + 2] == UInt8(ascii: "-"),
            let month = place(bytes, start + 3..<start + 6, in: months), bytes[start + 6] == UInt8(ascii: "-"),
            let shortYear = number(bytes, start + 7..<start + 9), bytes[start + 9] == 0x20,
            let time = time(bytes, start + 10)
        else { return nil }
        let thisYear = CivilDay.fromDays(now / 86_400).year
        let year = thisYear - thisYear % 100 + shortYear
        return seconds(year > thisYear + 50 ? year - 100 : year, month + 1, day, time)
    }

    /// `08:49:37`, as seconds of the day.
    private static func time(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        guard let hours = number(bytes, start..<start + 2), hours < 24, bytes[start + 2] == UInt8(ascii: ":"),
            let minutes = number(bytes, start + 3..<start + 5), minutes < 60, bytes[start + 5] == UInt8(ascii: ":"),
            let seconds = number(bytes, start + 6..<start + 8), seconds <= 60
        else { return nil }
        return hours * 3600 + minutes * 60 + seconds
    }

    private static func seconds(_ year: Int, _ month: Int, _ day: Int, _ time: Int) -> Int? {
        guard CivilDay.isValid(year: year, month: month, day: day) else { return nil }
        return CivilDay.toDays(year: year, month: month, day: day) * 86_400 + time
    }

    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? { DeltaSeconds.parse(bytes, range) }

    private static func place(_ bytes: Span<UInt8>, _ range: Range<Int>, in names: [StaticString]) -> Int? {
        for index in names.indices where bytes.isExactly(range, names[index]) { return index }
        return nil
    }
}

extension HTTPTimestamp {
    /// As fields have it. Times before 1970 count as 1970.
    static func text(secondsSince1970: Int) -> String {
        let seconds = max(0, secondsSince1970)
        let (days, inDay) = (seconds / 86_400, seconds % 86_400)
        let (year, month, day) = CivilDay.fromDays(days)
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[(days + 4) % 7]
        let time = "\(padded(inDay / 3600)):\(padded(inDay / 60 % 60)):\(padded(inDay % 60))"
        return "\(weekday), \(padded(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
