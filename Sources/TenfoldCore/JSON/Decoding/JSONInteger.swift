/// A whole number as a document writes it, exactly: `12`, but also `12.0` and `1.2e1`.
struct JSONInteger {
    let magnitude: UInt64
    let isNegative: Bool

    /// Nil for what has a fraction or is beyond 64 bits.
    @inline(__always)
    init?(_ token: JSONToken, _ bytes: RawSpan) {
        var at = Int(token.start)
        isNegative = bytes.byte(at) == 0x2d
        if isNegative { at &+= 1 }
        // No 19 digits overflow.
        guard token.kind == .integer, Int(token.end) &- at <= 19 else {
            guard let magnitude = Self.exact(bytes, at, Int(token.end)) else { return nil }
            self.magnitude = magnitude
            return
        }
        var magnitude: UInt64 = 0
        while at < Int(token.end) {
            magnitude = magnitude &* 10 &+ UInt64(bytes.byte(at) &- 0x30)
            at &+= 1
        }
        self.magnitude = magnitude
    }

    /// The value as a type's; nil where it does not fit.
    @inline(__always)
    func value<Number: FixedWidthInteger>(as type: Number.Type) -> Number? {
        guard isNegative else { return Number(exactly: magnitude) }
        guard magnitude <= 1 << 63 else { return nil }
        return Number(exactly: Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    /// Digits, fraction and exponent, without any rounding.
    @inline(never)
    private static func exact(_ bytes: RawSpan, _ start: Int, _ end: Int) -> UInt64? {
        let number = JSONDigits(bytes, start, end)
        guard number.significant > 0 else { return 0 }
        // What is left of the digits once the point is moved; beyond 20 they cannot fit.
        let whole = number.significant + number.exponent
        guard number.exponent >= 0, whole <= 20 else { return nil }
        var magnitude: UInt64 = 0
        var taken = 0
        var at = start
        while taken < whole {
            var digit: UInt64 = 0
            if taken < number.significant {
                while !number.isSignificant(at, bytes) { at += 1 }
                digit = UInt64(bytes.byte(at) - 0x30)
                at += 1
            }
            let (product, overflows) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(digit)
            if overflows || overflowsToo { return nil }
            magnitude = sum
            taken += 1
        }
        return magnitude
    }
}

/// Where the digits of a number are that count, and how far the decimal point is from the last of them.
struct JSONDigits {
    private(set) var significant = 0
    /// The number is its significant digits times ten to this.
    private(set) var exponent = 0
    private var first = 0
    private var last = -1

    /// Of a number with or without its sign.
    init(_ bytes: RawSpan, _ start: Int, _ end: Int) {
        var at = start
        var point: Int?
        while at < end, bytes.byte(at) | 0x20 != 0x65 {
            switch bytes.byte(at) {
            case 0x2e: point = at
            case 0x30, 0x2d: break
            default:
                if last < 0 { first = at }
                last = at
            }
            at += 1
        }
        guard last >= 0 else { return }
        let unit = point ?? at
        significant = last - first + 1
        if first < unit, last > unit { significant -= 1 }
        exponent = last < unit ? unit - 1 - last : unit - last
        exponent += Self.written(bytes, at, end)
    }

    func isSignificant(_ at: Int, _ bytes: RawSpan) -> Bool { at >= first && at <= last && bytes.byte(at) != 0x2e }

    /// The exponent after the `e`, held within what cannot overflow.
    private static func written(_ bytes: RawSpan, _ mark: Int, _ end: Int) -> Int {
        var at = mark + 1
        guard at < end else { return 0 }
        let isNegative = bytes.byte(at) == 0x2d
        if isNegative || bytes.byte(at) == 0x2b { at += 1 }
        var exponent = 0
        while at < end {
            exponent = min(exponent * 10 + Int(bytes.byte(at) - 0x30), 1 << 40)
            at += 1
        }
        return isNegative ? -exponent : exponent
    }
}
