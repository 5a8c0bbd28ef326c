/// The fields that say where a message ends and what becomes of its connection (RFC 9110, sections 7.2, 7.6.1, 7.8, 8.6
/// and 10.1.1; RFC 9112, sections 3.2, 6 and 9).
extension RequestHeadIndex {
    /// Takes in what a field line says. By the name's length first: most fields are none of these.
    @inline(__always)
    mutating func take(_ slot: FieldSlot, in bytes: RawSpan) throws(HTTPRefusal) {
        let name = (start: Int(slot.nameStart), end: Int(slot.nameEnd))
        let value = Int(slot.valueStart)..<Int(slot.valueEnd)
        switch name.end &- name.start {
        case 4: if bytes.matches("host", from: name.start, to: name.end) { try takeHost(value, bytes) }
        case 6: if bytes.matches("expect", from: name.start, to: name.end) { try takeExpect(value, bytes) }
        case 7: if bytes.matches("upgrade", from: name.start, to: name.end) { flags.insert(.upgradeField) }
        case 10: if bytes.matches("connection", from: name.start, to: name.end) { takeConnection(value, bytes) }
        case 14: if bytes.matches("content-length", from: name.start, to: name.end) { try takeLength(value, bytes) }
        case 17: if bytes.matches("transfer-encoding", from: name.start, to: name.end) { try takeCoding(value, bytes) }
        default: break
        }
    }

    /// What the fields must not say together, once all are known.
    @inline(__always)
    mutating func checkTogether(_ bytes: RawSpan) throws(HTTPRefusal) {
        if !flags.contains(.hasHost), !flags.contains(.http10) { throw .syntax("A request needs one Host field.") }
        if flags.contains(.chunked), flags.contains(.hasLength) {
            throw .syntax("Content-Length and Transfer-Encoding cannot stand together.")
        }
        if flags.contains(.absoluteForm) { try checkAuthority(bytes) }
        if flags.isSuperset(of: [.upgradeField, .upgradeOption]), !flags.contains(.http10) { flags.insert(.upgrade) }
    }

    @inline(__always)
    private mutating func takeHost(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        guard !flags.contains(.hasHost) else { throw .syntax("A request needs one Host field, not two.") }
        guard Authority.isValid(bytes, from: value.lowerBound, to: value.upperBound) else {
            throw .syntax("The Host field is not a host and port.")
        }
        flags.insert(.hasHost)
    }

    private mutating func takeExpect(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        guard !flags.contains(.http10) else { return }
        guard bytes.matches("100-continue", from: value.lowerBound, to: value.upperBound) else {
            throw HTTPRefusal(417, "Only the expectation 100-continue is met here.")
        }
        flags.insert(.expectsContinue)
    }

    private mutating func takeConnection(_ value: Range<Int>, _ bytes: RawSpan) {
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

    private mutating func takeLength(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        guard !flags.contains(.hasLength) else { throw .syntax("A request has one Content-Length at most.") }
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

    private mutating func takeCoding(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        guard !flags.contains(.http10) else { throw .syntax("HTTP/1.0 has no Transfer-Encoding.") }
        guard !flags.contains(.chunked) else { throw .syntax("A request has one Transfer-Encoding at most.") }
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
