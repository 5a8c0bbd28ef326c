/// Decodes a member that is not there, as if it were null.
struct NullDecoder: Decoder, SingleValueDecodingContainer {
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any]

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw missing([String: Any].self)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw missing([Any].self) }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type is any ExpressibleByNilLiteral.Type { return try Value(from: self) }
        throw missing(type)
    }

    private func missing(_ type: any Any.Type) -> DecodingError {
        .valueNotFound(type, .init(codingPath: codingPath, debugDescription: "There is no value of type \(type)."))
    }
}
