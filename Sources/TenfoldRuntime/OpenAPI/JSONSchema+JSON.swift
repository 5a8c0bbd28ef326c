/// Schemas as JSON.
extension JSONSchema {
    /// As a part of an OpenAPI document.
    var json: JSONNode { node(refersToItself: false) }

    /// As a document of its own, in which a type that holds itself is referred to by its anchor. Anchors are unique in
    /// a document, so parts of a larger one have none: what they hold of themselves is any object.
    var document: JSONNode { node(refersToItself: true) }

    static func anchor(_ level: Int) -> String { "level\(level)" }

    private func node(refersToItself: Bool) -> JSONNode {
        switch self {
        case .any: .object([])
        case .boolean: .object([("type", .string("boolean"))])
        case .integer(let format): Self.typed("integer", [("format", .string(format))])
        case .number(let format): Self.typed("number", [("format", .string(format))])
        case .string(let format): Self.typed("string", format.map { [("format", .string($0))] } ?? [])
        case .enumeration(let cases): Self.typed("string", [("enum", .array(cases.map { .string($0) }))])
        case .integerEnumeration(let cases): Self.typed("integer", [("enum", .array(cases.map { .integer($0) }))])
        case .array(let element): Self.typed("array", [("items", element.node(refersToItself: refersToItself))])
        case .map(let value):
            Self.typed("object", [("additionalProperties", value.node(refersToItself: refersToItself))])
        case .object(let properties): Self.object(properties, refersToItself)
        case .nullable(let schema):
            .object([("anyOf", .array([schema.node(refersToItself: refersToItself), Self.typed("null", [])]))])
        case .anchored(let level, let schema):
            refersToItself
                ? .object([("$anchor", .string(Self.anchor(level)))] + schema.node(refersToItself: true).members)
                : schema.json
        case .recursive(let level):
            refersToItself ? .object([("$ref", .string("#" + Self.anchor(level)))]) : .object([])
        }
    }

    private static func typed(_ type: String, _ keywords: [(String, JSONNode)]) -> JSONNode {
        .object([("type", .string(type))] + keywords)
    }

    private static func object(_ properties: [Property], _ refersToItself: Bool) -> JSONNode {
        let required = properties.filter(\.isRequired).map { JSONNode.string($0.name) }
        let schemas = properties.map { ($0.name, $0.schema.node(refersToItself: refersToItself)) }
        return typed(
            "object",
            [("properties", .object(schemas))] + (required.isEmpty ? [] : [("required", .array(required))]))
    }
}
