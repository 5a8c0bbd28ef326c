package import NIOCore

/// How a request's path may be read by servers behind a proxy, beside how it is written.
package enum PathShape: Equatable, Sendable {
    /// In one way only.
    case plain
    /// Some would read this path: escapes of letters or slashes undone, `\` taken for a slash, parameters behind `;` cut
    /// off, empty segments left out.
    case ambiguous(readAs: [UInt8])
    /// It has a segment `.` or `..`, in some reading: servers resolve them, and would be asked for something else than
    /// the proxy's rules were held against.
    case dotted
}

extension RequestHeadIndex {
    /// - Parameter bytes: begin with the head.
    package func pathShape(_ bytes: ByteBuffer) -> PathShape {
        let head = bytes.readableBytesSpan
        let path = Int(pathStart)..<Int(pathEnd)
        guard head.needsCare(path) else { return .plain }
        var reading = PathReading()
        for offset in path { reading.bytes.append(head.byte(at: offset)) }
        reading.undoEscapes()
        reading.dropParametersAndEmptySegments()
        if reading.hasDotSegment { return .dotted }
        return .ambiguous(readAs: reading.bytes)
    }
}

extension RawSpan {
    /// Whether a path has a byte that is not read alike everywhere, an empty segment, or one that begins with a dot.
    fileprivate func needsCare(_ path: Range<Int>) -> Bool {
        var isBehindSlash = false
        for offset in path {
            switch byte(at: offset) {
            case UInt8(ascii: "/"):
                if isBehindSlash { return true }
                isBehindSlash = true
            case UInt8(ascii: "%"), UInt8(ascii: ";"), UInt8(ascii: "\\"): return true
            case UInt8(ascii: "."):
                if isBehindSlash { return true }
            default: isBehindSlash = false
            }
        }
        return false
    }
}

/// A path on the way to how the most generous server would read it.
private struct PathReading {
    var bytes: [UInt8] = []

    /// Once: what is escaped twice is a server's own concern.
    mutating func undoEscapes() {
        var read: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "%"), offset + 2 < bytes.count,
                let high = PercentEncoding.nibble(bytes[offset + 1]),
                let low = PercentEncoding.nibble(bytes[offset + 2]), (high << 4 | low).isReadUnescaped
            {
                read.append(high << 4 | low)
                offset += 3
            } else {
                read.append(bytes[offset])
                offset += 1
            }
        }
        bytes = read.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    }

    mutating func dropParametersAndEmptySegments() {
        var read: [UInt8] = []
        var isParameter = false
        for byte in bytes {
            if byte == UInt8(ascii: "/") {
                isParameter = false
                if read.last == byte { continue }
            } else if byte == UInt8(ascii: ";") {
                isParameter = true
            }
            if !isParameter { read.append(byte) }
        }
        bytes = read
    }

    var hasDotSegment: Bool {
        bytes.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    }
}

extension UInt8 {
    /// Unreserved (RFC 3986, section 2.3), and both slashes and the semicolon.
    fileprivate var isReadUnescaped: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-._~/\\;".utf8.contains(self)
        }
    }
}
