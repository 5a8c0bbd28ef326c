/// A decoder without data: it notes keys and types, and answers with samples.
struct SchemaDecoder: Decoder {
    let notes: SchemaNotes
    let place: SchemaPlace
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(SchemaObject(notes: notes, place: place))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        notes.noteList()
        return SchemaList(notes: notes, place: place)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { SchemaValue(notes: notes, place: place) }

    /// Decoding cannot go on, since there is no sample of a type; that is in the report already.
    struct NoSample: Error {}
}

/// A list that holds one element, as far as it is asked, and any number for who does not ask.
private struct SchemaList: UnkeyedDecodingContainer {
    let notes: SchemaNotes
    let place: SchemaPlace
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }

    init(notes: SchemaNotes, place: SchemaPlace) {
        self.notes = notes
        self.place = place
    }

    func decodeNil() -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = SchemaProbe.probe(type, place.element)
        notes.noteElement(schema)
        currentIndex += 1
        guard let value else { throw SchemaDecoder.NoSample() }
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
        nested.container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { nested.unkeyedContainer() }

    mutating func superDecoder() -> any Decoder { nested }

    private var nested: SchemaDecoder {
        mutating get {
            currentIndex += 1
            return SchemaDecoder(notes: notes.nestedElement(), place: place.element)
        }
    }
}

private struct SchemaValue: SingleValueDecodingContainer {
    let notes: SchemaNotes
    let place: SchemaPlace
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool {
        notes.noteNull()
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = SchemaProbe.probe(type, place)
        notes.noteWhole(schema)
        guard let value else { throw SchemaDecoder.NoSample() }
        return value
    }
}
