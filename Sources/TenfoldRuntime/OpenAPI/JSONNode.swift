import TenfoldCore

/// A JSON document built by hand, its keys in the order they were given.
indirect enum JSONNode: Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSONNode])
    case object([(String, JSONNode)])

    /// Without any blanks.
    var text: String { text(indent: nil) }

    /// For people and for diffs: each member and element on a line of its own, two spaces for each level.
    var lines: String { text(indent: 0) }

    /// Those of an object.
    var members: [(String, JSONNode)] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    private func text(indent: Int?) -> String {
        var bytes: [UInt8] = []
        write(into: &bytes, indent)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(into bytes: inout [UInt8], _ indent: Int?) {
        switch self {
        case .string(let value): JSONText.append(value, to: &bytes)
        case .integer(let value): bytes += String(value).utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .array(let elements):
            Self.write(elements, between: "[]", into: &bytes, indent) { $0.write(into: &$1, $2) }
        case .object(let fields):
            Self.write(fields, between: "{}", into: &bytes, indent) { field, bytes, indent in
                JSONText.append(field.0, to: &bytes)
                bytes += (indent == nil ? ":" : ": ").utf8
                field.1.write(into: &bytes, indent)
            }
        }
    }

    private static func write<Part>(
        _ parts: [Part], between brackets: String, into bytes: inout [UInt8], _ indent: Int?,
        _ write: (Part, inout [UInt8], Int?) -> Void
    ) {
        bytes += brackets.utf8.prefix(1)
        let inner = indent.map { $0 + 2 }
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(into: &bytes, inner)
            write(part, &bytes, inner)
        }
        if !parts.isEmpty { breakLine(into: &bytes, indent) }
        bytes += brackets.utf8.suffix(1)
    }

    private static func breakLine(into bytes: inout [UInt8], _ indent: Int?) {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: indent)
    }
}
