/// What the head of a request says about its message and its connection, after strict checks (RFC 9112, sections 3, 6
/// and 9): refuse, never repair. Pure; the decoder's laxness ends here.
struct RequestFraming: Equatable {
    var keepsConnection: Bool
    /// The client waits for `100 Continue` before it sends the body.
    var expectsContinue = false
    var contentLength: Int?
    var isChunked = false

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    init(_ head: RequestHead, limits: HTTPLimits) throws(HTTPRefusal) {
        guard head.fields.lines.count <= limits.headerCount else { throw .tooManyFields(limit: limits.headerCount) }
        guard head.target.utf8.count <= limits.targetBytes else { throw .targetTooLong(limit: limits.targetBytes) }
        guard head.minorVersion == 0 || head.minorVersion == 1 else {
            throw .unknownVersion
        }
        var facts = Facts()
        for line in head.fields.lines { try facts.take(line) }
        try facts.checkTogether(minorVersion: head.minorVersion)
        contentLength = facts.contentLength
        isChunked = facts.isChunked
        expectsContinue = facts.expectsContinue && head.minorVersion == 1
        keepsConnection = !facts.hasUpgrade && !facts.wantsClose && (head.minorVersion == 1 || facts.wantsKeepAlive)
    }
}

/// What the fields that frame a message said, one after the other.
private struct Facts {
    var hostCount = 0
    var contentLength: Int?
    var isChunked = false
    var expectsContinue = false
    var wantsClose = false
    var wantsKeepAlive = false
    /// The decoder stops behind a request that asks for another protocol, so its connection cannot be kept.
    var hasUpgrade = false

    @inline(__always)
    mutating func take(_ line: HTTPFields.Field) throws(HTTPRefusal) {
        // By length first: most fields are none of these.
        switch line.name.utf8.count {
        case 4: if line.name.isEqualIgnoringASCIICase(to: "host") { try takeHost(line.value) }
        case 6: if line.name.isEqualIgnoringASCIICase(to: "expect") { try takeExpect(line.value) }
        case 7: if line.name.isEqualIgnoringASCIICase(to: "upgrade") { hasUpgrade = true }
        case 10: if line.name.isEqualIgnoringASCIICase(to: "connection") { takeConnection(line.value) }
        case 14: if line.name.isEqualIgnoringASCIICase(to: "content-length") { try takeLength(line.value) }
        case 17: if line.name.isEqualIgnoringASCIICase(to: "transfer-encoding") { try takeCoding(line.value) }
        default: break
        }
    }

    func checkTogether(minorVersion: Int) throws(HTTPRefusal) {
        if hostCount == 0, minorVersion == 1 { throw .syntax("A request needs one Host field.") }
        if isChunked, contentLength != nil {
            throw .syntax("Content-Length and Transfer-Encoding cannot stand together.")
        }
        if isChunked, minorVersion == 0 { throw .syntax("HTTP/1.0 has no Transfer-Encoding.") }
    }

    private mutating func takeHost(_ value: String) throws(HTTPRefusal) {
        hostCount += 1
        guard hostCount == 1 else { throw .syntax("A request needs one Host field, not two.") }
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "/") })
        else { throw .syntax("The Host field is not a host and port.") }
    }

    private mutating func takeExpect(_ value: String) throws(HTTPRefusal) {
        guard value.isEqualIgnoringASCIICase(to: "100-continue") else {
            throw HTTPRefusal(417, "Only the expectation 100-continue is met here.")
        }
        expectsContinue = true
    }

    private mutating func takeConnection(_ value: String) {
        if value.isEqualIgnoringASCIICase(to: "keep-alive") {
            wantsKeepAlive = true
        } else if value.isEqualIgnoringASCIICase(to: "close") {
            wantsClose = true
        } else {
            for member in value.commaSeparatedMembers {
                wantsClose = wantsClose || String(member).isEqualIgnoringASCIICase(to: "close")
                wantsKeepAlive = wantsKeepAlive || String(member).isEqualIgnoringASCIICase(to: "keep-alive")
            }
        }
    }

    private mutating func takeLength(_ value: String) throws(HTTPRefusal) {
        guard contentLength == nil else { throw .syntax("A request has one Content-Length at most.") }
        // 18 digits always fit in 63 bits.
        guard (1...18).contains(value.utf8.count), value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(value)
        else { throw .syntax("Content-Length is a decimal number of bytes.") }
        contentLength = length
    }

    private mutating func takeCoding(_ value: String) throws(HTTPRefusal) {
        guard !isChunked else { throw .syntax("A request has one Transfer-Encoding at most.") }
        guard value.isEqualIgnoringASCIICase(to: "chunked") else {
            throw HTTPRefusal(.notImplemented, "The only transfer coding known here is chunked.")
        }
        isChunked = true
    }
}
