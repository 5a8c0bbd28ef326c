/// The object that begins at an offset of the writer's bytes.
struct StreamingObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let start: Int

    var codingPath: [any CodingKey] { writer.codingPath(to: start) }

    @inline(__always)
    private func begin(_ key: some CodingKey) throws { try writer.member(key.stringValue, of: start) }

    func encodeNil(forKey key: Key) throws {
        try begin(key)
        writer.appendNull()
    }

    func encode(_ value: Bool, forKey key: Key) throws {
        try begin(key)
        writer.append(value)
    }

    func encode(_ value: String, forKey key: Key) throws {
        try begin(key)
        writer.bytes.appendQuoted(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        try begin(key)
        try writer.append(value)
    }

    func encode(_ value: Float, forKey key: Key) throws {
        try begin(key)
        try writer.append(value)
    }

    func encode(_ value: Int, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int8, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int16, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int32, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: Int64, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt8, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt16, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt32, forKey key: Key) throws { try integer(value, key) }
    func encode(_ value: UInt64, forKey key: Key) throws { try integer(value, key) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try begin(key)
        try writer.value(value)
    }

    @inline(__always)
    private func integer<Number: FixedWidthInteger>(_ value: Number, _ key: Key) throws {
        try begin(key)
        writer.append(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        // Failing, it gives up: what follows is made again by a tree.
        try? begin(key)
        let start = writer.open(isObject: true, isSorted: DictionaryKeys.isType(type))
        return KeyedEncodingContainer(StreamingObject<Nested>(writer: writer, start: start))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        try? begin(key)
        return StreamingList(writer: writer, start: writer.open(isObject: false))
    }

    func superEncoder() -> any Encoder { writer.treeInstead() }

    func superEncoder(forKey key: Key) -> any Encoder { writer.treeInstead() }
}
