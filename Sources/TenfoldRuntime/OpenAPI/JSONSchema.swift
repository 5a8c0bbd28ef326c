/// The JSON Schema (2020-12, as OpenAPI 3.1 uses it) of a message or reply.
indirect enum JSONSchema: Hashable, Sendable {
    /// Anything; also what cannot be found out from a type.
    case any
    case boolean
    /// A whole number; its format is that of the OpenAPI registry: `int64`, `uint8`.
    case integer(format: String)
    /// A number; `double`, `float` or `decimal`.
    case number(format: String)
    case string(format: String?)
    case enumeration([String])
    case integerEnumeration([Int])
    case array(JSONSchema)
    case map(JSONSchema)
    case object([Property])
    case nullable(JSONSchema)
    /// A type that holds itself, so many types inside of the first one.
    case anchored(level: Int, JSONSchema)
    /// The enclosing type of that level once more.
    case recursive(level: Int)

    struct Property: Hashable, Sendable {
        let name: String
        let schema: JSONSchema
        let isRequired: Bool
    }

    /// The same object without these properties: what remains for the body when the address gives some.
    func without(_ names: Set<String>) -> JSONSchema {
        switch self {
        case .object(let properties): .object(properties.filter { !names.contains($0.name) })
        case .anchored(let level, let schema): .anchored(level: level, schema.without(names))
        default: self
        }
    }

    var properties: [Property] {
        switch self {
        case .object(let properties): properties
        case .anchored(_, let schema): schema.properties
        default: []
        }
    }
}
