/// The JSON Schema (2020-12, as OpenAPI 3.1 uses it) of a message or reply.
indirect enum JSONSchema: Hashable, Sendable {
    case any
    case boolean
    case integer
    case number
    case string(format: String?)
    case enumeration([String])
    case array(JSONSchema)
    case map(JSONSchema)
    case object([Property])
    case nullable(JSONSchema)

    struct Property: Hashable, Sendable {
        let name: String
        let schema: JSONSchema
        let isRequired: Bool
    }

    var json: JSONNode {
        switch self {
        case .any: .object([])
        case .boolean: .object([("type", .string("boolean"))])
        case .integer: .object([("type", .string("integer")), ("format", .string("int64"))])
        case .number: .object([("type", .string("number"))])
        case .string(let format):
            .object([("type", .string("string"))] + (format.map { [("format", .string($0))] } ?? []))
        case .enumeration(let cases):
            .object([("type", .string("string")), ("enum", .array(cases.map { .string($0) }))])
        case .array(let element): .object([("type", .string("array")), ("items", element.json)])
        case .map(let element): .object([("type", .string("object")), ("additionalProperties", element.json)])
        case .object(let properties): Self.object(properties)
        case .nullable(let schema):
            .object([("anyOf", .array([schema.json, .object([("type", .string("null"))])]))])
        }
    }

    private static func object(_ properties: [Property]) -> JSONNode {
        let required = properties.filter(\.isRequired).map { JSONNode.string($0.name) }
        return .object(
            [("type", .string("object")), ("properties", .object(properties.map { ($0.name, $0.schema.json) }))]
                + (required.isEmpty ? [] : [("required", .array(required))]))
    }

    /// The same object without these properties: what remains for the body when the address gives some.
    func without(_ names: Set<String>) -> JSONSchema {
        guard case .object(let properties) = self else { return self }
        return .object(properties.filter { !names.contains($0.name) })
    }

    var properties: [Property] {
        guard case .object(let properties) = self else { return [] }
        return properties
    }
}
