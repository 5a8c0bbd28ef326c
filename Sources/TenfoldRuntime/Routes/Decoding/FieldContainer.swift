/// The keyed half of `FieldDecoder`, over the object of a body.
struct FieldContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let base: KeyedDecodingContainer<Key>
    let address: AddressValues
    let issues: FieldIssues
    let codingPath: [any CodingKey]

    var allKeys: [Key] { base.allKeys + address.names.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { address.contains(key.stringValue) || base.contains(key) }

    func decodeNil(forKey key: Key) throws -> Bool {
        if address.contains(key.stringValue) { return false }
        return try base.decodeNil(forKey: key)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let path = codingPath + [key]
        let texts = address.texts(of: key.stringValue)
        return try FieldDecoder.value(type, at: path, issues: issues, isOfAddress: texts != nil) {
            if let texts {
                if base.contains(key) {
                    issues.note(path, "is given by the address and must not be repeated in the body")
                }
                return try Value(from: ParameterDecoder(texts: texts, codingPath: path))
            }
            guard base.contains(key) else {
                issues.note(path, "is required")
                throw FieldsAreWrong()
            }
            if FieldDecoder.isOpaque(type) { return try base.decode(type, forKey: key) }
            return try Value(
                from: FieldDecoder(base: try base.superDecoder(forKey: key), issues: issues, codingPath: path))
        }
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        if let value = inBody(key, { try $0.decode(type, forKey: key) }) { return value }
        return try noted(type, key)
    }

    /// What the body holds for the key, where it is right: most fields are, so nothing is made for reporting them.
    @inline(__always)
    private func inBody<Value>(_ key: Key, _ decode: (KeyedDecodingContainer<Key>) throws -> Value) -> Value? {
        guard address.isEmpty || !address.contains(key.stringValue) else { return nil }
        return try? decode(base)
    }

    /// The generic `decode` by another name: the overloads above would call themselves.
    private func noted<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value {
        try decode(type, forKey: key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try nested(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        FieldDecoder(base: try base.superDecoder(), issues: issues, codingPath: codingPath)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }

    private func nested(_ key: Key) throws -> FieldDecoder {
        FieldDecoder(base: try base.superDecoder(forKey: key), issues: issues, codingPath: codingPath + [key])
    }
}
