extension JSONScanner {
    /// Scans a string from its quote on.
    mutating func string(_ bytes: RawSpan) throws(JSONFault) {
        at &+= 1
        let start = at
        var isEscaped = false
        var isASCII = true
        while true {
            skipPlain(bytes)
            guard at < bytes.byteCount else { throw JSONFault(.unclosedString, at: at) }
            switch bytes.byte(at) {
            case 0x22:
                append(.string, from: start, isEscaped: isEscaped, isASCII: isASCII)
                at &+= 1
                return
            case 0x5c:
                isEscaped = true
                try escape(bytes)
            case 0x80...0xff:
                isASCII = false
                try sequence(bytes)
            default: throw JSONFault(.control, at: at)
            }
        }
    }

    /// Skips ASCII that means itself.
    @inline(__always)
    private mutating func skipPlain(_ bytes: RawSpan) {
        while bytes.byteCount &- at >= 8 {
            let stops = JSONWord.stopsOrNotASCII(bytes.word(at))
            if stops != 0 {
                at &+= stops.trailingZeroBitCount >> 3
                return
            }
            at &+= 8
        }
        while at < bytes.byteCount {
            let byte = bytes.byte(at)
            if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c { return }
            at &+= 1
        }
    }

    // MARK: Escapes

    private mutating func escape(_ bytes: RawSpan) throws(JSONFault) {
        let start = at
        at &+= 1
        switch peek(bytes) {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: at &+= 1
        case 0x75:
            let unit = try codeUnit(bytes)
            if unit & 0xfc00 == 0xdc00 { throw JSONFault(.surrogate, at: start) }
            if unit & 0xfc00 == 0xd800 { try lowSurrogate(bytes, after: start) }
        default: throw JSONFault(.escape, at: start)
        }
    }

    private mutating func lowSurrogate(_ bytes: RawSpan, after start: Int) throws(JSONFault) {
        guard peek(bytes) == 0x5c else { throw JSONFault(.surrogate, at: start) }
        at &+= 1
        guard peek(bytes) == 0x75 else { throw JSONFault(.surrogate, at: start) }
        if try codeUnit(bytes) & 0xfc00 != 0xdc00 { throw JSONFault(.surrogate, at: start) }
    }

    /// Reads `uXXXX`.
    private mutating func codeUnit(_ bytes: RawSpan) throws(JSONFault) -> UInt32 {
        at &+= 1
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONHexadecimal.value(peek(bytes)) else { throw JSONFault(.hexadecimal, at: at) }
            unit = unit << 4 | digit
            at &+= 1
        }
        return unit
    }

    // MARK: UTF-8

    /// Skips one well-formed sequence of two to four bytes (Unicode, table 3-7): no overlong form, no surrogate, nothing
    /// beyond U+10FFFF.
    private mutating func sequence(_ bytes: RawSpan) throws(JSONFault) {
        let first = bytes.byte(at)
        let second: ClosedRange<UInt8>
        let count: Int
        switch first {
        case 0xc2...0xdf: (second, count) = (0x80...0xbf, 2)
        case 0xe0: (second, count) = (0xa0...0xbf, 3)
        case 0xed: (second, count) = (0x80...0x9f, 3)
        case 0xe1...0xef: (second, count) = (0x80...0xbf, 3)
        case 0xf0: (second, count) = (0x90...0xbf, 4)
        case 0xf1...0xf3: (second, count) = (0x80...0xbf, 4)
        case 0xf4: (second, count) = (0x80...0x8f, 4)
        default: throw JSONFault(.notUTF8, at: at)
        }
        guard bytes.byteCount &- at >= count, second.contains(bytes.byte(at &+ 1)) else {
            throw JSONFault(.notUTF8, at: at)
        }
        for index in 2..<max(count, 2) where bytes.byte(at &+ index) & 0xc0 != 0x80 {
            throw JSONFault(.notUTF8, at: at)
        }
        at &+= count
    }
}

enum JSONHexadecimal {
    @inline(__always)
    static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte &- 0x30)
        case 0x41...0x46: UInt32(byte &- 0x37)
        case 0x61...0x66: UInt32(byte &- 0x57)
        default: nil
        }
    }
}
