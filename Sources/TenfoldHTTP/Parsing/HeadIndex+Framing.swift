/// The fields that frame a message, of a request as of a response (RFC 9110, sections 7.6.1 and 8.6; RFC 9112, section 6).
extension HeadIndex {
    mutating func takeConnection(_ value: Range<Int>, _ bytes: RawSpan) {
        var start = value.lowerBound
        while start < value.upperBound {
            var comma = start
            while comma < value.upperBound, bytes.byte(at: comma) != 0x2C { comma &+= 1 }
            start = bytes.endOfBlanks(from: start, to: comma)
            var end = comma
            while end > start, ASCII.isBlank(bytes.byte(at: end &- 1)) { end &-= 1 }
            takeOption(bytes, from: start, to: end)
            start = comma &+ 1
        }
    }

    @inline(__always)
    private mutating func takeOption(_ bytes: RawSpan, from start: Int, to end: Int) {
        switch end &- start {
        case 5: if bytes.matches("close", from: start, to: end) { flags.insert(.close) }
        case 7: if bytes.matches("upgrade", from: start, to: end) { flags.insert(.upgradeOption) }
        case 10: if bytes.matches("keep-alive", from: start, to: end) { flags.insert(.keepAlive) }
        default: break
        }
    }

    mutating func takeLength(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        guard !flags.contains(.hasLength) else { throw .syntax("A message has one Content-Length at most.") }
        // 18 digits always fit in 63 bits.
        guard value.count > 0, value.count <= 18 else { throw .badLength }
        try refuseTab(behind: value, bytes)
        var length = 0
        for offset in value {
            let digit = bytes.byte(at: offset) &- 0x30
            guard digit < 10 else { throw .badLength }
            length = length &* 10 &+ Int(digit)
        }
        contentLength = length
        flags.insert(.hasLength)
    }

    mutating func takeCoding(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        guard !flags.contains(.http10) else { throw .syntax("HTTP/1.0 has no Transfer-Encoding.") }
        guard !flags.contains(.chunked) else { throw .syntax("A message has one Transfer-Encoding at most.") }
        guard !value.isEmpty else { throw .syntax("Transfer-Encoding names a coding.") }
        guard bytes.matches("chunked", from: value.lowerBound, to: value.upperBound) else {
            throw HTTPRefusal(.notImplemented, "The only transfer coding known here is chunked.")
        }
        try refuseTab(behind: value, bytes)
        flags.insert(.chunked)
    }

    /// A tab may stand there as well as a space, but other recipients refuse it behind a length, and do not know
    /// `chunked` with a tab behind it. Nobody may find another end of the message than they do.
    private func refuseTab(behind value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        var offset = value.upperBound
        while bytes.byte(at: offset) == 0x20 { offset &+= 1 }
        guard bytes.byte(at: offset) != 0x09 else {
            throw .syntax("A field that says where the message ends has no tab behind its value.")
        }
    }
}

extension HTTPRefusal {
    fileprivate static let badLength = HTTPRefusal.syntax("Content-Length is a decimal number of bytes.")
}
