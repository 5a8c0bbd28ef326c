import TenfoldCore

/// Types whose schema is not what their decoding shows.
protocol SchemaDescribed {
    static func schema(_ place: SchemaPlace) -> JSONSchema
}

extension ID: SchemaDescribed {
    static func schema(_ place: SchemaPlace) -> JSONSchema { .string(format: "uuid") }
}
extension Secret: SchemaDescribed {
    static func schema(_ place: SchemaPlace) -> JSONSchema {
        let schema = SchemaProbe.probe(Value.self, place).schema
        return schema == .string(format: nil) ? .string(format: "password") : schema
    }
}
extension Array: SchemaDescribed where Element: Decodable {
    static func schema(_ place: SchemaPlace) -> JSONSchema {
        .array(SchemaProbe.probe(Element.self, place.element).schema)
    }
}
extension Set: SchemaDescribed where Element: Decodable {
    static func schema(_ place: SchemaPlace) -> JSONSchema {
        .array(SchemaProbe.probe(Element.self, place.element).schema)
    }
}
extension Dictionary: SchemaDescribed where Value: Decodable {
    /// Keys that are no texts and no numbers make it a list, of keys and values in turn.
    static func schema(_ place: SchemaPlace) -> JSONSchema {
        let isObject = Key.self == String.self || Key.self == Int.self || Key.self is any CodingKeyRepresentable.Type
        if isObject { return .map(SchemaProbe.probe(Value.self, place.member("*")).schema) }
        place.report.note("the keys of \(Self.self) are no texts; what it holds is not compared.", at: place)
        return .array(.any)
    }
}
extension Optional: SchemaDescribed where Wrapped: Decodable {
    static func schema(_ place: SchemaPlace) -> JSONSchema {
        .nullable(SchemaProbe.probe(Wrapped.self, place).schema)
    }
}
extension Page: SchemaDescribed {
    static func schema(_ place: SchemaPlace) -> JSONSchema {
        .object([
            .init(name: "items", schema: [Item].schema(place.member("items")), isRequired: true),
            .init(name: "next", schema: .nullable(.string(format: nil)), isRequired: true),
        ])
    }
}
extension Nothing: SchemaDescribed {
    static func schema(_ place: SchemaPlace) -> JSONSchema { .object([]) }
}
