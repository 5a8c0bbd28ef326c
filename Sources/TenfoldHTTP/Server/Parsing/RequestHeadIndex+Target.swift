import TenfoldCore

/// The forms of a request target (RFC 9112, section 3.2).
extension RequestHeadIndex {
    /// Finds the path, or refuses the target. Knows that its bytes are visible ASCII without `#`, and where its `?` is.
    @inline(__always)
    mutating func takeTarget(_ bytes: RawSpan) throws(HTTPRefusal) {
        if bytes.byte(at: Int(targetStart)) == 0x2F {
            pathStart = targetStart
        } else {
            try takeOtherForm(bytes)
        }
    }

    @inline(never)
    private mutating func takeOtherForm(_ bytes: RawSpan) throws(HTTPRefusal) {
        if targetEnd &- targetStart == 1, bytes.byte(at: Int(targetStart)) == 0x2A {
            guard method == .options else { throw .syntax("Only OPTIONS has the target *.") }
            flags.insert(.asteriskForm)
            pathStart = pathEnd
        } else {
            try takeAbsoluteForm(bytes)
        }
    }

    private mutating func takeAbsoluteForm(_ bytes: RawSpan) throws(HTTPRefusal) {
        guard let authority = authority(in: bytes),
            Authority.isValid(bytes, from: authority.lowerBound, to: authority.upperBound)
        else { throw .syntax("The request target is no path and no http or https URI.") }
        flags.insert(.absoluteForm)
        if authority.upperBound < Int(pathEnd) {
            pathStart = UInt16(truncatingIfNeeded: authority.upperBound)
        } else if flags.contains(.hasQuery) {
            // Allowed by the grammar, sent by nobody, and read in different ways.
            throw .syntax("A request target with a query has a path.")
        } else if method == .options {
            flags.insert(.asteriskForm)
            pathStart = pathEnd
        } else {
            pathStart = UInt16(truncatingIfNeeded: authority.lowerBound &- 1)
            pathEnd = pathStart &+ 1
        }
    }

    /// Where the authority of an absolute form lies; nil for a target that does not begin as an http or https URI.
    private func authority(in bytes: RawSpan) -> Range<Int>? {
        let start = Int(targetStart)
        let limit = Int(targetEnd)
        let colon = bytes.endOfToken(from: start, to: limit)
        guard bytes.matches("http", from: start, to: colon) || bytes.matches("https", from: start, to: colon),
            bytes.matches("://", from: colon, to: min(colon + 3, limit))
        else { return nil }
        var end = colon + 3
        while end < limit, bytes.byte(at: end) != 0x2F, bytes.byte(at: end) != 0x3F { end += 1 }
        return colon + 3..<end
    }

    /// An authority in the target and the Host field say the same (RFC 9112, section 3.2.2).
    @inline(never)
    func checkAuthority(_ bytes: RawSpan) throws(HTTPRefusal) {
        guard let authority = authority(in: bytes) else { return }
        for slot in fields where bytes.matches("host", from: Int(slot.nameStart), to: Int(slot.nameEnd)) {
            guard bytes.isEqual(authority, Int(slot.valueStart)..<Int(slot.valueEnd)) else {
                throw .syntax("The request target and the Host field name different hosts.")
            }
        }
    }
}

extension RawSpan {
    fileprivate func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { ASCII.lowercased(byte(at: $0)) == ASCII.lowercased(byte(at: $1)) }
    }
}
