/// Checks a document against RFC 8259 in one pass, and notes its values as tokens. What is valid after this needs no
/// check later: escapes, UTF-8, numbers, keys given twice, depth.
struct JSONScanner {
    var tokens: ContiguousArray<JSONToken> = []
    /// The offset of the byte that is looked at.
    var at = 0
    var keys = JSONKeyCheck()
    let depthLimit: Int
    private var depth = 0
    /// The innermost open container's token; its `next` is the one around it until it closes.
    private var innermost = noContainer

    private static let noContainer = UInt32.max

    init(depthLimit: Int, byteCount: Int) {
        self.depthLimit = depthLimit
        // About what small documents need; long texts must not cost much memory.
        tokens.reserveCapacity(min(max(16, byteCount / 12), 4096))
    }

    mutating func document(_ bytes: RawSpan) throws(JSONFault) {
        if bytes.byteCount > Int(Int32.max) { throw JSONFault(.size, at: 0) }
        if bytes.byteCount >= 3, bytes.byte(0) == 0xef, bytes.byte(1) == 0xbb, bytes.byte(2) == 0xbf {
            throw JSONFault(.byteOrderMark, at: 0)
        }
        skipSpace(bytes)
        if at == bytes.byteCount { throw JSONFault(.nothing, at: at) }
        repeat { try value(bytes) } while try goesOn(bytes)
        if at < bytes.byteCount { throw JSONFault(.end, at: at) }
    }

    /// Scans one value that holds no other, or the beginning of a container up to its first element's value.
    @inline(__always)
    private mutating func value(_ bytes: RawSpan) throws(JSONFault) {
        var first = peek(bytes)
        while true {
            switch first {
            case 0x22: return try string(bytes)
            case 0x7b:
                begin(.object)
                try checkDepth()
                skipSpace(bytes)
                if peek(bytes) == 0x7d { return }
                try key(bytes, else: .firstKey)
            case 0x5b:
                begin(.list)
                try checkDepth()
                skipSpace(bytes)
                if peek(bytes) == 0x5d { return }
            case 0x2d, 0x30...0x39: return try number(bytes)
            case 0x74: return try literal(bytes, .yes, 0x6575_7274, from: 0, count: 4)
            case 0x66: return try literal(bytes, .no, 0x6573_6c61, from: 1, count: 5)
            case 0x6e: return try literal(bytes, .null, 0x6c6c_756e, from: 0, count: 4)
            default: throw JSONFault(.value, at: at)
            }
            first = peek(bytes)
        }
    }

    /// After a value: closes what ends here; true where a further value follows, false at the document's end.
    @inline(__always)
    private mutating func goesOn(_ bytes: RawSpan) throws(JSONFault) -> Bool {
        while true {
            skipSpace(bytes)
            guard innermost != Self.noContainer else { return false }
            let byte = peek(bytes)
            if tokens[Int(innermost)].kind == .object {
                if byte == 0x2c {
                    at &+= 1
                    skipSpace(bytes)
                    try key(bytes, else: .key)
                    return true
                }
                guard byte == 0x7d else { throw JSONFault(.nextMember, at: at) }
                try keys.finish(bytes, &tokens, object: Int(innermost))
            } else {
                if byte == 0x2c {
                    at &+= 1
                    skipSpace(bytes)
                    return true
                }
                guard byte == 0x5d else { throw JSONFault(.nextElement, at: at) }
            }
            close()
        }
    }

    // MARK: Containers

    private mutating func begin(_ kind: JSONToken.Kind) {
        if kind == .object { keys.begin() }
        tokens.append(JSONToken(kind: kind, start: 0, next: innermost))
        innermost = UInt32(truncatingIfNeeded: tokens.count &- 1)
        depth &+= 1
        at &+= 1
    }

    private func checkDepth() throws(JSONFault) {
        if depth > depthLimit { throw JSONFault(.depth(depthLimit), at: at &- 1) }
    }

    private mutating func close() {
        let outer = tokens[Int(innermost)].next
        tokens[Int(innermost)].next = UInt32(truncatingIfNeeded: tokens.count)
        innermost = outer
        depth &-= 1
        at &+= 1
    }

    /// Scans a key and its colon, up to the member's value.
    @inline(__always)
    private mutating func key(_ bytes: RawSpan, else reason: JSONFault.Reason) throws(JSONFault) {
        guard peek(bytes) == 0x22 else { throw JSONFault(reason, at: at) }
        try string(bytes)
        try keys.note(bytes, tokens, object: Int(innermost))
        skipSpace(bytes)
        guard peek(bytes) == 0x3a else { throw JSONFault(.colon, at: at) }
        at &+= 1
        skipSpace(bytes)
    }

    // MARK: Values

    /// Appends a token from `start` up to here.
    @inline(__always)
    mutating func append(_ kind: JSONToken.Kind, from start: Int, isEscaped: Bool = false, isASCII: Bool = true) {
        tokens.append(
            JSONToken(
                kind: kind, isEscaped: isEscaped, isASCII: isASCII, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: at), next: UInt32(truncatingIfNeeded: tokens.count &+ 1)))
    }

    /// A literal of `count` bytes, four of which, from the given one on, are in `word`, the first one lowest.
    @inline(__always)
    private mutating func literal(
        _ bytes: RawSpan, _ kind: JSONToken.Kind, _ word: UInt32, from first: Int, count: Int
    ) throws(JSONFault) {
        guard bytes.byteCount &- at >= count, bytes.halfWord(at &+ first) == word else {
            throw JSONFault(.literal, at: at)
        }
        let start = at
        at &+= count
        append(kind, from: start)
    }

    private mutating func number(_ bytes: RawSpan) throws(JSONFault) {
        let start = at
        var kind = JSONToken.Kind.integer
        if peek(bytes) == 0x2d { at &+= 1 }
        if peek(bytes) == 0x30 {
            at &+= 1
            if isDigit(peek(bytes)) { throw JSONFault(.leadingZero, at: at) }
        } else {
            try digits(bytes)
        }
        if peek(bytes) == 0x2e {
            kind = .number
            at &+= 1
            try digits(bytes)
        }
        if peek(bytes) | 0x20 == 0x65 {
            kind = .number
            at &+= 1
            if peek(bytes) == 0x2b || peek(bytes) == 0x2d { at &+= 1 }
            try digits(bytes)
        }
        append(kind, from: start)
    }

    @inline(__always)
    private mutating func digits(_ bytes: RawSpan) throws(JSONFault) {
        guard isDigit(peek(bytes)) else { throw JSONFault(.digit, at: at) }
        repeat { at &+= 1 } while isDigit(peek(bytes))
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    // MARK: Bytes

    /// The byte that is looked at; zero, which no document may hold, at the end.
    @inline(__always)
    func peek(_ bytes: RawSpan) -> UInt8 { at < bytes.byteCount ? bytes.byte(at) : 0 }

    @inline(__always)
    private mutating func skipSpace(_ bytes: RawSpan) {
        while at < bytes.byteCount {
            let byte = bytes.byte(at)
            guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            at &+= 1
        }
    }
}
