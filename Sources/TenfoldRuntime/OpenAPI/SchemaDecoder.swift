/// A decoder without data: it notes keys and types, and answers with samples.
struct SchemaDecoder: Decoder {
    let notes: SchemaNotes
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(SchemaContainer(notes: notes, depth: depth))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        notes.noteWhole(.array(.any))
        throw NoSample()
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { SchemaValue(notes: notes, depth: depth) }

    struct NoSample: Error {}
}

private struct SchemaContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let notes: SchemaNotes
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try sample(type, key, isRequired: true)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        optional(type, key)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? { optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { optional(type, key) }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try sample(type, key, isRequired: true) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try sample(type, key, isRequired: true) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try sample(type, key, isRequired: true) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try sample(type, key, isRequired: true) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try sample(type, key, isRequired: true) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try sample(type, key, isRequired: true) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try sample(type, key, isRequired: true) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try sample(type, key, isRequired: true) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try sample(type, key, isRequired: true) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try sample(type, key, isRequired: true) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try sample(type, key, isRequired: true) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try sample(type, key, isRequired: true) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try sample(type, key, isRequired: true) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try sample(type, key, isRequired: true) }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        notes.note(key.stringValue, SchemaProbe.probe(type, depth: depth + 1).schema, isRequired: false)
        return nil
    }

    private func sample<Value: Decodable>(_ type: Value.Type, _ key: Key, isRequired: Bool) throws -> Value {
        let (schema, value) = SchemaProbe.probe(type, depth: depth + 1)
        notes.note(key.stringValue, schema, isRequired: isRequired)
        guard let value else { throw SchemaDecoder.NoSample() }
        return value
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedDecodingContainer<
        Nested
    > {
        let nested = SchemaNotes()
        notes.note(key.stringValue, .object([]), isRequired: true)
        return KeyedDecodingContainer(SchemaContainer<Nested>(notes: nested, depth: depth + 1))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        notes.note(key.stringValue, .array(.any), isRequired: true)
        throw SchemaDecoder.NoSample()
    }

    func superDecoder() -> any Decoder { SchemaDecoder(notes: notes, depth: depth + 1) }
    func superDecoder(forKey key: Key) -> any Decoder { SchemaDecoder(notes: SchemaNotes(), depth: depth + 1) }
}

private struct SchemaValue: SingleValueDecodingContainer {
    let notes: SchemaNotes
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = SchemaProbe.probe(type, depth: depth + 1)
        notes.noteWhole(schema)
        guard let value else { throw SchemaDecoder.NoSample() }
        return value
    }
}
