extension JSONSchema {
    /// The same for the same JSON: properties and cases in alphabetical order.
    var canonical: JSONSchema {
        switch self {
        case .object(let properties):
            .object(
                properties.sorted { $0.name < $1.name }
                    .map { Property(name: $0.name, schema: $0.schema.canonical, isRequired: $0.isRequired) })
        case .enumeration(let cases): .enumeration(cases.sorted())
        case .integerEnumeration(let cases): .integerEnumeration(cases.sorted())
        case .array(let element): .array(element.canonical)
        case .map(let value): .map(value.canonical)
        case .nullable(let schema): .nullable(schema.canonical)
        case .anchored(let level, let schema): .anchored(level: level, schema.canonical)
        case .any, .boolean, .integer, .number, .string, .recursive: self
        }
    }

    /// In a few words.
    var summary: String {
        switch self {
        case .any: "anything"
        case .boolean: "true or false"
        case .integer(let format): "a whole number (\(format))"
        case .number(let format): "a number (\(format))"
        case .string(let format): format.map { "text (\($0))" } ?? "text"
        case .enumeration(let cases): "one of \(cases.joined(separator: ", "))"
        case .integerEnumeration(let cases): "one of \(cases.map(String.init).joined(separator: ", "))"
        case .array(let element): "a list of: \(element.summary)"
        case .map(let value): "an object of any keys, with values: \(value.summary)"
        case .object(let properties):
            properties.isEmpty ? "an empty object" : "an object of \(properties.map(\.name).joined(separator: ", "))"
        case .nullable(let schema): "null or \(schema.summary)"
        case .anchored(_, let schema): schema.summary
        case .recursive: "what it is inside of"
        }
    }
}
