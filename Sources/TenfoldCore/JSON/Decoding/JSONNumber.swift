/// Reads a number as the nearest of a binary type's.
enum JSONNumber {
    /// Powers of ten that a `Double` holds exactly.
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Nil where the number is beyond the type's range.
    ///
    /// Up to 15 digits and 22 decimals take one division of two exact numbers, which rounds once and so rightly
    /// (Clinger 1990). All others take the standard library's way.
    static func double(_ token: JSONToken, _ bytes: RawSpan) -> Double? {
        let end = Int(token.end)
        var at = Int(token.start)
        let isNegative = bytes.byte(at) == 0x2d
        if isNegative { at &+= 1 }
        guard end &- at <= 16 else { return standard(token, bytes) }
        var digits: UInt64 = 0
        var point = -1
        while at < end {
            let byte = bytes.byte(at)
            if byte == 0x2e {
                point = at
            } else if byte &- 0x30 < 10 {
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
            } else {
                return standard(token, bytes)
            }
            at &+= 1
        }
        // Of 16 digits without a point this rounds, and nothing after it does; 15 beside a point are exact.
        var value = Double(digits)
        if point >= 0 { value /= powersOfTen[end &- point &- 1] }
        return isNegative ? -value : value
    }

    /// As `double`.
    static func float(_ token: JSONToken, _ bytes: RawSpan) -> Float? { standard(token, bytes) }

    @inline(never)
    private static func standard<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ token: JSONToken, _ bytes: RawSpan
    ) -> Number? {
        guard let number = Number(bytes.text(Int(token.start), Int(token.end))), number.isFinite else { return nil }
        // Too small to be told from zero: that is beyond the range, too.
        if number == 0, JSONDigits(bytes, Int(token.start), Int(token.end)).significant > 0 { return nil }
        return number
    }
}
