import TenfoldCore

/// A JSON document built by hand, its keys in the order they were given.
indirect enum JSONNode: Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSONNode])
    case object([(String, JSONNode)])

    var text: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(into bytes: inout [UInt8]) {
        switch self {
        case .string(let value): JSONText.append(value, to: &bytes)
        case .integer(let value): bytes += String(value).utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .array(let elements):
            Self.write(elements, between: "[]", into: &bytes) { $0.write(into: &$1) }
        case .object(let fields):
            Self.write(fields, between: "{}", into: &bytes) { field, bytes in
                JSONText.append(field.0, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.1.write(into: &bytes)
            }
        }
    }

    private static func write<Part>(
        _ parts: [Part], between brackets: String, into bytes: inout [UInt8], _ write: (Part, inout [UInt8]) -> Void
    ) {
        bytes += brackets.utf8.prefix(1)
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(part, &bytes)
        }
        bytes += brackets.utf8.suffix(1)
    }
}
