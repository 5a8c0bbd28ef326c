/// The members of an object.
struct TapeObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let tape: JSONTape
    let index: Int

    var codingPath: [any CodingKey] { tape.codingPath(to: index) }
    var allKeys: [Key] { tape.keys(of: index).compactMap { Key(stringValue: $0) } }

    @inline(__always)
    private func find(_ key: some CodingKey) -> Int? { tape.member(key.stringValue, of: index) }

    @inline(__always)
    private func need(_ key: some CodingKey) throws -> Int {
        guard let value = find(key) else { throw tape.missing(key, of: index) }
        return value
    }

    /// The value, unless there is none or null.
    @inline(__always)
    private func present(_ key: Key) -> Int? {
        guard let value = find(key), tape.kind(value) != .null else { return nil }
        return value
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { tape.kind(try need(key)) == .null }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try tape.flag(need(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try tape.string(need(key)) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try tape.double(need(key)) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try tape.float(need(key)) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try tape.integer(type, need(key)) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try tape.integer(type, need(key)) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try tape.integer(type, need(key)) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try tape.integer(type, need(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try tape.integer(type, need(key)) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try tape.integer(type, need(key)) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try tape.integer(type, need(key)) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try tape.integer(type, need(key)) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try tape.integer(type, need(key)) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try tape.integer(type, need(key)) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try tape.value(type, need(key))
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key).map(tape.flag) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key).map(tape.string) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try present(key).map(tape.double) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try present(key).map { try tape.integer(type, $0) }
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try present(key).map { try tape.value(type, $0) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try TapeDecoder(tape: tape, index: need(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try TapeDecoder(tape: tape, index: need(key)).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { decoder(JSONKey.superclass) }

    func superDecoder(forKey key: Key) -> any Decoder { decoder(key) }

    /// What is missing decodes as null.
    @inline(__always)
    private func decoder(_ key: some CodingKey) -> any Decoder {
        guard let value = find(key) else {
            return NullDecoder(codingPath: codingPath + [key], userInfo: tape.userInfo)
        }
        return TapeDecoder(tape: tape, index: value)
    }
}
