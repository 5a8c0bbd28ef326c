/// The members a type asks for.
struct SchemaObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let notes: SchemaNotes
    let place: SchemaPlace
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        notes.noteAllKeys()
        return []
    }

    func contains(_ key: Key) -> Bool {
        notes.noteQuestion(key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        notes.noteNull(key.stringValue)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try sample(type, key) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? { optional(type, key) }

    // The protocol has a `decodeIfPresent` of its own for each of these, which would ask for a value that must be there.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? { optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { optional(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) -> Int8? { optional(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) -> Int16? { optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) -> Int32? { optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { optional(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) -> UInt? { optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) -> UInt8? { optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) -> UInt16? { optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) -> UInt32? { optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) -> UInt64? { optional(type, key) }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try sample(type, key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try sample(type, key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try sample(type, key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try sample(type, key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try sample(type, key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try sample(type, key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try sample(type, key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try sample(type, key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try sample(type, key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try sample(type, key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try sample(type, key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try sample(type, key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try sample(type, key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try sample(type, key) }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        notes.note(
            key.stringValue, SchemaProbe.probe(type, place.member(key.stringValue)).schema, isRequired: false)
        return nil
    }

    private func sample<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value {
        let (schema, value) = SchemaProbe.probe(type, place.member(key.stringValue))
        notes.note(key.stringValue, schema, isRequired: true)
        guard let value else { throw SchemaDecoder.NoSample() }
        return value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        nested(key.stringValue).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        nested(key.stringValue).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { nested("super") }
    func superDecoder(forKey key: Key) -> any Decoder { nested(key.stringValue) }

    private func nested(_ name: String) -> SchemaDecoder {
        SchemaDecoder(notes: notes.nested(name), place: place.member(name))
    }
}
