/// A route's pattern taken apart: static segments and `:parameters`. A trailing slash is a last, empty segment.
struct RoutePattern {
    enum Segment: Equatable {
        case literal([UInt8])
        case parameter(String)
    }

    let segments: [Segment]

    init(_ pattern: String) throws(RouterError) {
        guard pattern.utf8.first == UInt8(ascii: "/") else {
            throw .malformed(pattern, "it has to begin with a slash")
        }
        let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var segments: [Segment] = []
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            segments.append(try Self.segment(part, isLast: isLast, seen: segments, pattern: pattern))
        }
        self.segments = segments
    }

    var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    private static func segment(
        _ part: Substring, isLast: Bool, seen: [Segment], pattern: String
    ) throws(RouterError) -> Segment {
        guard part.first == ":" else {
            guard isLast || !part.isEmpty else { throw .malformed(pattern, "it has an empty segment") }
            guard part.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !reserved.contains($0) }) else {
                throw .malformed(pattern, "the segment \"\(part)\" has a character that no path segment has")
            }
            return .literal(Array(part.utf8))
        }
        let name = String(part.dropFirst())
        guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
            throw .malformed(pattern, "\"\(part)\" is no parameter name (letters, digits and _)")
        }
        guard !seen.contains(.parameter(name)) else { throw .malformed(pattern, "it has \"\(part)\" twice") }
        return .parameter(name)
    }

    private static let reserved = Array("?#%*:".utf8)

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
}
