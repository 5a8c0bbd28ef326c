import Logging

/// A log event's metadata as flat fields: `["db": ["rows": 3]]` becomes `db.rows`.
enum LogFields {
    /// Names that a line gives itself; metadata of the same name is written as `metadata.<name>`.
    static let reserved: Set<String> = ["time", "level", "logger", "message", "error", "truncated"]
    /// Metadata nested deeper than this is written as one text.
    static let deepest = 8

    enum Value {
        case text(String)
        case list([String])
    }

    /// All fields by name. What is said later wins: the handler's, then the provider's, then the event's own.
    static func flat(_ sources: Logger.Metadata?...) -> [(name: String, value: Value)] {
        var fields: [String: Value] = [:]
        for source in sources {
            for (key, value) in source ?? [:] {
                add(value, named: reserved.contains(key) ? "metadata.\(key)" : key, depth: 1, to: &fields)
            }
        }
        return fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    private static func add(
        _ value: Logger.MetadataValue, named name: String, depth: Int, to fields: inout [String: Value]
    ) {
        switch value {
        case .string(let text): fields[name] = .text(text)
        case .stringConvertible(let convertible): fields[name] = .text(convertible.description)
        case .array(let values): fields[name] = .list(values.map(\.description))
        case .dictionary(let nested) where depth < deepest:
            for (key, value) in nested { add(value, named: "\(name).\(key)", depth: depth + 1, to: &fields) }
        case .dictionary: fields[name] = .text(value.description)
        }
    }
}
