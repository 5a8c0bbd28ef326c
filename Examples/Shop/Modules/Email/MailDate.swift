import FoundationEssentials
import Tenfold

/// Times as mails write them (RFC 5322, section 3.3), in UTC.
enum MailDate {
    static func format(_ date: Date) -> String {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let days = seconds / 86_400
        let (year, month, day) = CivilDay.fromDays(days)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let monthName = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(weekday), \(day) \(monthName) \(year) \(time.joined(separator: ":")) +0000"
    }
}
