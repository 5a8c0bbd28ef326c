/// A parsed response head: offsets into its bytes, and what it says about the message and its connection.
package struct ResponseHeadIndex: Sendable {
    /// 100 to 999.
    package var status = 0
    package var fields: ContiguousArray<FieldSlot> = []
    package var flags: RequestHeadIndex.Flags = []
    /// 0 where there is none.
    package var contentLength = 0
    /// To the end of the empty line that ends the head.
    package var byteCount = 0

    package init() {}

    /// Another response to the same request follows.
    package var isInterim: Bool { status < 200 }

    /// How the end of the body is found (RFC 9112, section 6.3).
    package func framing(toHead: Bool) -> BodyEnd {
        if toHead || status < 200 || status == 204 || status == 304 { return .length(0) }
        if flags.contains(.chunked) { return .chunked }
        return flags.contains(.hasLength) ? .length(contentLength) : .connectionEnd
    }

    /// Empty again; keeps the capacity of `fields`.
    mutating func clear() {
        status = 0
        flags = []
        contentLength = 0
        byteCount = 0
        fields.removeAll(keepingCapacity: true)
    }
}

extension ResponseHeadIndex: HeadIndex {
    @inline(__always)
    mutating func take(_ slot: FieldSlot, in bytes: RawSpan) throws(HTTPRefusal) {
        let name = (start: Int(slot.nameStart), end: Int(slot.nameEnd))
        let value = Int(slot.valueStart)..<Int(slot.valueEnd)
        switch name.end &- name.start {
        case 10: if bytes.matches("connection", from: name.start, to: name.end) { takeConnection(value, bytes) }
        case 14: if bytes.matches("content-length", from: name.start, to: name.end) { try takeLength(value, bytes) }
        case 17: if bytes.matches("transfer-encoding", from: name.start, to: name.end) { try takeCoding(value, bytes) }
        default: break
        }
    }

    @inline(__always)
    mutating func checkTogether(_ bytes: RawSpan) throws(HTTPRefusal) {
        guard flags.contains(.chunked) else { return }
        guard !flags.contains(.hasLength) else {
            throw .syntax("Content-Length and Transfer-Encoding cannot stand together.")
        }
        // RFC 9112, section 6.1.
        guard status >= 200, status != 204 else { throw .syntax("This status has no Transfer-Encoding.") }
    }
}
