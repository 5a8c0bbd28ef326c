import TenfoldCore

/// The `date` field line in IMF-fixdate (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The whole line with its end, as bytes.
    static func fieldLine(secondsSince1970 seconds: Int) -> [UInt8] {
        Array("date: \(format(secondsSince1970: seconds))\r\n".utf8)
    }

    static func format(secondsSince1970 seconds: Int) -> String {
        let days = seconds / 86_400
        let inDay = seconds % 86_400
        let (year, month, day) = CivilDay.fromDays(days)
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[(days + 4) % 7]
        let time = "\(padded(inDay / 3600)):\(padded(inDay / 60 % 60)):\(padded(inDay % 60))"
        return "\(weekday), \(padded(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
