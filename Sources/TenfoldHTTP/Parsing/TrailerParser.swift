/// Judges the trailer section of a chunked body (RFC 9112, section 7.1.2): as strict as with the head's fields, and
/// nothing that frames, routes or authorizes a message, or says how to read it, may come behind it (RFC 9110, section
/// 6.5.1). What is allowed is dropped.
struct TrailerParser {
    private enum Stage {
        case line, name, value, lineFeed, lastLineFeed
    }

    private var stage = Stage.line
    /// Of the line's name, in lower case; no more of it than the longest refused name and a byte.
    private var name: [UInt8] = []
    private var byteCount = 0
    private var lineCount = 0
    private let byteLimit: Int
    private let lineLimit: Int

    init(limits: HTTPLimits) {
        byteLimit = limits.headerBytes
        lineLimit = limits.headerCount
    }

    mutating func reset() {
        stage = .line
        name.removeAll(keepingCapacity: true)
        byteCount = 0
        lineCount = 0
    }

    /// Takes the next byte in; true for the last one of the section.
    mutating func take(_ byte: UInt8) throws(HTTPRefusal) -> Bool {
        byteCount += 1
        guard byteCount <= byteLimit else { throw .headTooLarge(limit: byteLimit) }
        switch stage {
        case .line: try beginLine(byte)
        case .name: try takeName(byte)
        case .value: try takeValue(byte)
        case .lineFeed:
            guard byte == 0x0A else { throw .strayControl }
            stage = .line
        case .lastLineFeed:
            guard byte == 0x0A else { throw .strayControl }
            return true
        }
        return false
    }

    private mutating func beginLine(_ byte: UInt8) throws(HTTPRefusal) {
        if byte == 0x0D { return stage = .lastLineFeed }
        lineCount += 1
        guard lineCount <= lineLimit else { throw .tooManyFields(limit: lineLimit) }
        name.removeAll(keepingCapacity: true)
        stage = .name
        try takeName(byte)
    }

    private mutating func takeName(_ byte: UInt8) throws(HTTPRefusal) {
        if byte == 0x3A, !name.isEmpty {
            guard !Self.refusedNames.contains(name) else {
                throw .syntax("A field that says how to read or route a message cannot be a trailer.")
            }
            stage = .value
        } else {
            guard ASCII.isTokenByte(byte) else { throw .badFieldLine }
            if name.count <= Self.longestRefusedName { name.append(ASCII.lowercased(byte)) }
        }
    }

    private mutating func takeValue(_ byte: UInt8) throws(HTTPRefusal) {
        if byte == 0x0D { return stage = .lineFeed }
        guard ASCII.isValueByte(byte) else { throw .strayControl }
    }

    private static let refusedNames: Set<[UInt8]> = Set(
        [
            "authorization", "cache-control", "connection", "content-encoding", "content-length", "content-range",
            "content-type", "cookie", "expect", "forwarded", "host", "keep-alive", "max-forwards",
            "proxy-authorization", "proxy-connection", "range", "te", "trailer", "transfer-encoding", "upgrade",
        ].map { Array($0.utf8) })

    private static let longestRefusedName = refusedNames.map(\.count).max() ?? 0
}
