/// What a type asked its decoder for.
final class SchemaNotes {
    private enum Noted {
        case schema(JSONSchema)
        case nested(SchemaNotes)
    }

    private var fields: [(name: String, noted: Noted, isRequired: Bool)] = []
    private var elements: [Noted] = []
    private var whole: JSONSchema?
    /// Keys of which the type asked whether they are there, before it decoded them.
    private var askedFor: Set<String> = []
    private var nullable: Set<String> = []
    private var isNullable = false
    private var isList = false
    /// It asked which keys there are: what it decodes depends on the data.
    private(set) var asksForAllKeys = false

    /// Whether there is no more to it than that it is an object.
    var isEmpty: Bool { whole == nil && !isList && fields.isEmpty }

    /// Whether it decoded itself from one text or number.
    var isSingleValue: Bool { whole != nil }

    var schema: JSONSchema {
        let schema = whole ?? (isList ? .array(element) : object)
        return isNullable ? .nullable(schema) : schema
    }

    private var object: JSONSchema {
        if fields.isEmpty, asksForAllKeys { return .any }
        return .object(
            fields.map { field in
                let schema = Self.schema(of: field.noted)
                return .init(
                    name: field.name, schema: nullable.contains(field.name) ? .nullable(schema) : schema,
                    isRequired: field.isRequired && !askedFor.contains(field.name))
            })
    }

    /// What all elements are; anything, where they differ.
    private var element: JSONSchema {
        let schemas = elements.map(Self.schema)
        guard let first = schemas.first, schemas.allSatisfy({ $0 == first }) else { return .any }
        return first
    }

    private static func schema(of noted: Noted) -> JSONSchema {
        switch noted {
        case .schema(let schema): schema
        case .nested(let notes): notes.schema
        }
    }

    func note(_ name: String, _ schema: JSONSchema, isRequired: Bool) { add(name, .schema(schema), isRequired) }

    func noteWhole(_ schema: JSONSchema) { whole = schema }

    func noteElement(_ schema: JSONSchema) {
        isList = true
        elements.append(.schema(schema))
    }

    /// The notes of a container inside of this one.
    func nested(_ name: String) -> SchemaNotes {
        let notes = SchemaNotes()
        add(name, .nested(notes), true)
        return notes
    }

    func nestedElement() -> SchemaNotes {
        let notes = SchemaNotes()
        isList = true
        elements.append(.nested(notes))
        return notes
    }

    func noteList() { isList = true }
    func noteQuestion(_ name: String) { askedFor.insert(name) }
    func noteNull(_ name: String) { nullable.insert(name) }
    func noteNull() { isNullable = true }
    func noteAllKeys() { asksForAllKeys = true }

    private func add(_ name: String, _ noted: Noted, _ isRequired: Bool) {
        guard !fields.contains(where: { $0.name == name }) else { return }
        fields.append((name, noted, isRequired))
    }
}
