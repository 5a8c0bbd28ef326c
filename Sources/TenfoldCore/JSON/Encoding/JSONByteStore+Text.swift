extension JSONByteStore {
    /// Appends the text in quotes, with what RFC 8259 (section 7) demands escaped, and nothing else.
    mutating func appendQuoted(_ text: String) {
        append(0x22)
        let bytes = text.utf8.span.bytes
        var from = 0
        while let stop = bytes.firstToEscape(from: from) {
            append(bytes, from, stop)
            appendEscape(bytes.byte(stop))
            from = stop + 1
        }
        append(bytes, from, bytes.byteCount)
        append(0x22)
    }

    private mutating func appendEscape(_ byte: UInt8) {
        append(0x5c)
        switch byte {
        case 0x22, 0x5c: append(byte)
        case 0x08: append(0x62)
        case 0x09: append(0x74)
        case 0x0a: append(0x6e)
        case 0x0c: append(0x66)
        case 0x0d: append(0x72)
        default:
            append("u00")
            append(0x30 + (byte >> 4))
            let low = byte & 15
            append(low < 10 ? 0x30 + low : 0x57 + low)
        }
    }

    /// Appends the shortest text that reads back as the same number; false for what JSON cannot say.
    mutating func append(number: Double) -> Bool { append(number, wholeBelow: 0x1p53) }

    /// As for `Double`.
    mutating func append(number: Float) -> Bool { append(number, wholeBelow: 0x1p24) }

    @inline(__always)
    private mutating func append<Number: BinaryFloatingPoint & CustomStringConvertible>(
        _ number: Number, wholeBelow limit: Number
    ) -> Bool {
        guard number.isFinite else { return false }
        if number.magnitude < limit, number == number.rounded(.towardZero) {
            append(magnitude: UInt64(number.magnitude), isNegative: number.sign == .minus)
        } else {
            let text = number.description
            append(text.utf8.span.bytes, 0, text.utf8.count)
        }
        return true
    }
}

extension RawSpan {
    /// Where the first control, quote or backslash is, from `start` on.
    @inline(__always)
    func firstToEscape(from start: Int) -> Int? {
        var at = start
        while byteCount &- at >= 8 {
            let stops = JSONWord.stops(word(at))
            if stops != 0 { return at &+ (stops.trailingZeroBitCount >> 3) }
            at &+= 8
        }
        while at < byteCount {
            let byte = byte(at)
            if byte < 0x20 || byte == 0x22 || byte == 0x5c { return at }
            at &+= 1
        }
        return nil
    }
}
