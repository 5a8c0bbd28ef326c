/// Which fields of a message are for one connection alone (RFC 9110, section 7.6.1): the usual ones, and those that its
/// `Connection` field names.
struct HopByHop {
    /// More names than this in `Connection` are refused: nobody needs them.
    static let mostNamed = 16

    /// Where the names lie that `Connection` adds to the usual ones.
    private var named: [Range<Int>] = []

    /// - Throws: where `Connection` names a field that says where the message goes or ends: dropped by this side and
    ///   read by the next, or the other way round, it would make them see two different messages.
    @inline(__always)
    init(_ fields: ContiguousArray<FieldSlot>, _ bytes: RawSpan) throws(HTTPRefusal) {
        for slot in fields where Int(slot.nameEnd) &- Int(slot.nameStart) == 10 {
            guard bytes.matches("connection", from: Int(slot.nameStart), to: Int(slot.nameEnd)) else { continue }
            let value = Int(slot.valueStart)..<Int(slot.valueEnd)
            if bytes.matches("keep-alive", from: value.lowerBound, to: value.upperBound)
                || bytes.matches("close", from: value.lowerBound, to: value.upperBound)
            {
                continue
            }
            try addNames(value, bytes)
        }
    }

    private mutating func addNames(_ value: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        var start = value.lowerBound
        while start < value.upperBound {
            start = bytes.endOfBlanks(from: start, to: value.upperBound)
            let end = bytes.endOfToken(from: start, to: value.upperBound)
            if end > start { try add(start..<end, bytes) }
            start = end
            while start < value.upperBound, bytes.byte(at: start) != 0x2C { start &+= 1 }
            start &+= 1
        }
    }

    private mutating func add(_ name: Range<Int>, _ bytes: RawSpan) throws(HTTPRefusal) {
        for kept in ["host", "content-length", "transfer-encoding"] as [StaticString]
        where bytes.matches(kept, from: name.lowerBound, to: name.upperBound) {
            throw .syntax("Connection names a field that belongs to the message.")
        }
        guard named.count < Self.mostNamed else { throw .syntax("Connection names too many fields.") }
        named.append(name)
    }

    /// Whether the field stays behind. `Transfer-Encoding` does not: a body goes on in the form in which it came.
    @inline(__always)
    func contains(_ slot: FieldSlot, _ bytes: RawSpan) -> Bool {
        let (start, end) = (Int(slot.nameStart), Int(slot.nameEnd))
        switch end &- start {
        case 2: if bytes.matches("te", from: start, to: end) { return true }
        case 7: if bytes.matches("upgrade", from: start, to: end) { return true }
        case 10:
            if bytes.matches("connection", from: start, to: end) || bytes.matches("keep-alive", from: start, to: end) {
                return true
            }
        case 16: if bytes.matches("proxy-connection", from: start, to: end) { return true }
        default: break
        }
        return !named.isEmpty && isNamed(start..<end, bytes)
    }

    private func isNamed(_ name: Range<Int>, _ bytes: RawSpan) -> Bool {
        named.contains { other in
            other.count == name.count
                && zip(other, name).allSatisfy {
                    ASCII.lowercased(bytes.byte(at: $0)) == ASCII.lowercased(bytes.byte(at: $1))
                }
        }
    }
}
