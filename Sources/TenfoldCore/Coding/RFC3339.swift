package import FoundationEssentials

/// Times as RFC 3339 writes them: read with or without fractions and with any offset, written in UTC with milliseconds.
package enum RFC3339 {
    package static func format(_ date: Date) -> String {
        let milliseconds = date.millisecondsSince1970
        let (days, inDay) = milliseconds.floorDivided(by: 86_400_000)
        let (year, month, day) = CivilDay.fromDays(days)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
            + "\(padded(inDay / 3_600_000, 2)):\(padded(inDay / 60_000 % 60, 2)):\(padded(inDay / 1000 % 60, 2))"
            + ".\(padded(inDay % 1000, 3))Z"
    }

    package static func parse(_ text: String) -> Date? {
        var scanner = DigitScanner(Array(text.utf8))
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2), scanner.take(":"),
            let second = scanner.number(2), hour < 24, minute < 60, second <= 60,
            CivilDay.isValid(year: year, month: month, day: day)
        else { return nil }
        var milliseconds = 0
        if scanner.take(".") {
            guard let fraction = scanner.milliseconds() else { return nil }
            milliseconds = fraction
        }
        guard let offsetMinutes = scanner.offsetMinutes(), scanner.isAtEnd else { return nil }
        let days = Int64(CivilDay.toDays(year: year, month: month, day: day))
        let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second - offsetMinutes * 60)
        let date = Date(millisecondsSince1970: seconds * 1000 + Int64(milliseconds))
        return writableRange.contains(date) ? date : nil
    }

    /// The years 0 to 9999 in UTC. An offset can lead out of them, and what `format` writes there could not be read
    /// again.
    private static let writableRange =
        Date(millisecondsSince1970: -62_167_219_200_000)..<Date(millisecondsSince1970: 253_402_300_800_000)

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (Int(quotient) - 1, Int(remainder + divisor)) : (Int(quotient), Int(remainder))
    }
}

/// Reads fixed runs of digits from ASCII text.
private struct DigitScanner {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        guard at + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[at..<(at + width)] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        at += width
        return value
    }

    mutating func milliseconds() -> Int? {
        var value = 0
        var digits = 0
        while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57, digits < 18 {
            if digits < 3 { value = value * 10 + Int(bytes[at] - 48) }
            digits += 1
            at += 1
        }
        guard digits > 0 else { return nil }
        for _ in digits..<max(3, digits) { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}
