/// The fields that say where a message ends and what becomes of its connection (RFC 9110, sections 7.2, 7.6.1, 7.8, 8.6
/// and 10.1.1; RFC 9112, sections 3.2, 6 and 9).
extension RequestHeadIndex: HeadIndex {
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
}
