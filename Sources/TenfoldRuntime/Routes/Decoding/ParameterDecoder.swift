/// Decodes a value from the texts that a path parameter or query items gave it.
struct ParameterDecoder: Decoder, SingleValueDecodingContainer {
    let texts: [String]
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw DecodingError.typeMismatch(
            [String: String].self, .init(codingPath: codingPath, debugDescription: "an address cannot hold an object"))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        ParameterList(texts: texts, codingPath: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { texts.isEmpty }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let type = type as? any LosslessStringConvertible.Type, let value = parse(type) as? Value { return value }
        guard type is any LosslessStringConvertible.Type else { return try Value(from: self) }
        throw DecodingError.typeMismatch(type, .init(codingPath: codingPath, debugDescription: "the text does not fit"))
    }

    func decode(_ type: String.Type) throws -> String { try text() }
    func decode(_ type: Bool.Type) throws -> Bool { try parsed(type) }
    func decode(_ type: Double.Type) throws -> Double { try parsed(type) }
    func decode(_ type: Float.Type) throws -> Float { try parsed(type) }
    func decode(_ type: Int.Type) throws -> Int { try parsed(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try parsed(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try parsed(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try parsed(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try parsed(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try parsed(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try parsed(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try parsed(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try parsed(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try parsed(type) }

    private func text() throws -> String {
        guard texts.count == 1, let text = texts.first else {
            throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "must be given once"))
        }
        return text
    }

    private func parsed<Value: LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
        guard let value = Value(try text()) else {
            throw DecodingError.typeMismatch(
                type, .init(codingPath: codingPath, debugDescription: "the text does not fit"))
        }
        return value
    }

    private func parse<Value: LosslessStringConvertible>(_ type: Value.Type) -> Value? { try? parsed(type) }
}

/// Query items of one name, as a list.
struct ParameterList: UnkeyedDecodingContainer {
    let texts: [String]
    let codingPath: [any CodingKey]
    private(set) var currentIndex = 0

    init(texts: [String], codingPath: [any CodingKey]) {
        self.texts = texts
        self.codingPath = codingPath
    }

    var count: Int? { texts.count }
    var isAtEnd: Bool { currentIndex >= texts.count }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: next()) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> ParameterDecoder {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                String.self, .init(codingPath: codingPath, debugDescription: "the list is over"))
        }
        defer { currentIndex += 1 }
        return ParameterDecoder(texts: [texts[currentIndex]], codingPath: codingPath + [AnyKey(intValue: currentIndex)])
    }
}
