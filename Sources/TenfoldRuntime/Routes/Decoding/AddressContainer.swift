/// The keyed container of a message that comes without a body: all it holds is in the address.
struct AddressContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let address: AddressValues
    let issues: FieldIssues
    let codingPath: [any CodingKey]

    var allKeys: [Key] { address.names.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { address.contains(key.stringValue) }

    func decodeNil(forKey key: Key) throws -> Bool { !contains(key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let path = codingPath + [key]
        let texts = address.texts(of: key.stringValue)
        return try FieldDecoder.value(type, at: path, issues: issues, isOfAddress: texts != nil) {
            guard let texts else {
                issues.note(path, "is required")
                throw FieldsAreWrong()
            }
            return try Value(from: ParameterDecoder(texts: texts, codingPath: path))
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try nested(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { FieldDecoder(base: nil, issues: issues, codingPath: codingPath) }

    func superDecoder(forKey key: Key) throws -> any Decoder { nested(key) }

    /// An address has no objects to go down into.
    private func nested(_ key: Key) -> FieldDecoder {
        FieldDecoder(base: nil, issues: issues, codingPath: codingPath + [key])
    }
}
