import FoundationEssentials
import TenfoldCore

/// Finds the JSON schema of a `Decodable` type by letting it decode itself from a decoder that notes what it asks for
/// and answers with samples. So no macro and no generated code is needed.
enum SchemaProbe {
    /// Deep enough for any message; a type that holds itself ends here.
    static let depthLimit = 16

    static func schema<Value: Decodable>(of type: Value.Type) -> JSONSchema { probe(type, depth: 0).schema }

    static func probe<Value: Decodable>(_ type: Value.Type, depth: Int) -> (schema: JSONSchema, value: Value?) {
        let sample = sampleValue(of: type)
        if let schema = known(type, depth: depth) { return (schema, sample) }
        guard depth < depthLimit else { return (.any, sample) }
        let notes = SchemaNotes()
        let value = try? Value(from: SchemaDecoder(notes: notes, depth: depth))
        return (notes.schema, value ?? sample)
    }

    private static func known(_ type: any Decodable.Type, depth: Int) -> JSONSchema? {
        switch type {
        case is String.Type: return .string(format: nil)
        case is Bool.Type: return .boolean
        case is Date.Type: return .string(format: "date-time")
        case is URL.Type: return .string(format: "uri")
        case is Data.Type: return .string(format: "byte")
        case is any BinaryInteger.Type: return .integer
        case is any BinaryFloatingPoint.Type, is Decimal.Type: return .number
        case let special as any SchemaDescribed.Type: return special.schema(depth: depth)
        case let enumeration as any CaseIterable.Type:
            return ExpectedType.caseList(enumeration).map { .enumeration($0.components(separatedBy: ", ")) }
        default: return nil
        }
    }
}

/// Types whose schema is not what their decoding shows.
private protocol SchemaDescribed {
    static func schema(depth: Int) -> JSONSchema
}

extension ID: SchemaDescribed {
    static func schema(depth: Int) -> JSONSchema { .string(format: "uuid") }
}
extension Secret: SchemaDescribed {
    static func schema(depth: Int) -> JSONSchema { .string(format: "password") }
}
extension Array: SchemaDescribed where Element: Decodable {
    static func schema(depth: Int) -> JSONSchema { .array(SchemaProbe.probe(Element.self, depth: depth + 1).schema) }
}
extension Set: SchemaDescribed where Element: Decodable {
    static func schema(depth: Int) -> JSONSchema { .array(SchemaProbe.probe(Element.self, depth: depth + 1).schema) }
}
extension Dictionary: SchemaDescribed where Value: Decodable {
    static func schema(depth: Int) -> JSONSchema { .map(SchemaProbe.probe(Value.self, depth: depth + 1).schema) }
}
extension Optional: SchemaDescribed where Wrapped: Decodable {
    static func schema(depth: Int) -> JSONSchema { .nullable(SchemaProbe.probe(Wrapped.self, depth: depth + 1).schema) }
}
extension Page: SchemaDescribed {
    static func schema(depth: Int) -> JSONSchema {
        .object([
            .init(
                name: "items", schema: .array(SchemaProbe.probe(Item.self, depth: depth + 1).schema), isRequired: true),
            .init(name: "next", schema: .nullable(.string(format: nil)), isRequired: true),
        ])
    }
}
extension Nothing: SchemaDescribed {
    static func schema(depth: Int) -> JSONSchema { .object([]) }
}

/// What a type asked its decoder for.
final class SchemaNotes {
    private var properties: [JSONSchema.Property] = []
    private var whole: JSONSchema?

    var schema: JSONSchema { whole ?? .object(properties) }

    func note(_ name: String, _ schema: JSONSchema, isRequired: Bool) {
        guard !properties.contains(where: { $0.name == name }) else { return }
        properties.append(.init(name: name, schema: schema, isRequired: isRequired))
    }

    func noteWhole(_ schema: JSONSchema) { whole = schema }
}
