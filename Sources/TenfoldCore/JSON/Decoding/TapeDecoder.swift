/// Decodes the value of one token. It holds no path: that is found from the tape when it is asked for.
struct TapeDecoder: Decoder {
    let tape: JSONTape
    let index: Int

    var codingPath: [any CodingKey] { tape.codingPath(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { tape.userInfo }

    @inline(__always)
    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard tape.kind(index) == .object else { throw tape.mismatch([String: Any].self, index) }
        return KeyedDecodingContainer(TapeObject<Key>(tape: tape, index: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard tape.kind(index) == .list else { throw tape.mismatch([Any].self, index) }
        return TapeList(tape: tape, index: index)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { TapeValue(tape: tape, index: index) }
}

/// A single value.
struct TapeValue: SingleValueDecodingContainer {
    let tape: JSONTape
    let index: Int

    var codingPath: [any CodingKey] { tape.codingPath(to: index) }

    func decodeNil() -> Bool { tape.kind(index) == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try tape.flag(index) }
    func decode(_ type: String.Type) throws -> String { try tape.string(index) }
    func decode(_ type: Double.Type) throws -> Double { try tape.double(index) }
    func decode(_ type: Float.Type) throws -> Float { try tape.float(index) }
    func decode(_ type: Int.Type) throws -> Int { try tape.integer(type, index) }
    func decode(_ type: Int8.Type) throws -> Int8 { try tape.integer(type, index) }
    func decode(_ type: Int16.Type) throws -> Int16 { try tape.integer(type, index) }
    func decode(_ type: Int32.Type) throws -> Int32 { try tape.integer(type, index) }
    func decode(_ type: Int64.Type) throws -> Int64 { try tape.integer(type, index) }
    func decode(_ type: UInt.Type) throws -> UInt { try tape.integer(type, index) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try tape.integer(type, index) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try tape.integer(type, index) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try tape.integer(type, index) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try tape.integer(type, index) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try tape.value(type, index) }
}
