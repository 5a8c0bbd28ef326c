/// Encodes the value that begins at an offset of the writer's bytes.
struct StreamingEncoder: Encoder {
    let writer: JSONWriter
    let start: Int

    var codingPath: [any CodingKey] { writer.codingPath(to: start) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    @inline(__always)
    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if writer.bytes.count == start {
            _ = writer.open(isObject: true, isSorted: DictionaryKeys.isType(type))
        } else {
            goOn(isObject: true)
        }
        return KeyedEncodingContainer(StreamingObject<Key>(writer: writer, start: start))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if writer.bytes.count == start { _ = writer.open(isObject: false) } else { goOn(isObject: false) }
        return StreamingList(writer: writer, start: start)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { StreamingValue(writer: writer, start: start) }

    /// A container was opened already: goes on with that one, as a subclass and its superclass do.
    @inline(never)
    private func goOn(isObject: Bool) {
        writer.close(downTo: start)
        if writer.top.isObject != isObject { writer.giveUp() }
    }
}

/// A single value; to be written once.
struct StreamingValue: SingleValueEncodingContainer {
    let writer: JSONWriter
    let start: Int

    var codingPath: [any CodingKey] { writer.codingPath(to: start) }

    @inline(__always)
    private func begin() throws {
        guard writer.bytes.count == start else {
            writer.giveUp()
            throw JSONWriter.NeedsTree()
        }
    }

    func encodeNil() throws {
        try begin()
        writer.appendNull()
    }

    func encode(_ value: Bool) throws {
        try begin()
        writer.append(value)
    }

    func encode(_ value: String) throws {
        try begin()
        writer.bytes.appendQuoted(value)
    }

    func encode(_ value: Double) throws {
        try begin()
        try writer.append(value)
    }

    func encode(_ value: Float) throws {
        try begin()
        try writer.append(value)
    }

    func encode(_ value: Int) throws { try integer(value) }
    func encode(_ value: Int8) throws { try integer(value) }
    func encode(_ value: Int16) throws { try integer(value) }
    func encode(_ value: Int32) throws { try integer(value) }
    func encode(_ value: Int64) throws { try integer(value) }
    func encode(_ value: UInt) throws { try integer(value) }
    func encode(_ value: UInt8) throws { try integer(value) }
    func encode(_ value: UInt16) throws { try integer(value) }
    func encode(_ value: UInt32) throws { try integer(value) }
    func encode(_ value: UInt64) throws { try integer(value) }

    func encode<Value: Encodable>(_ value: Value) throws {
        try begin()
        try writer.value(value)
    }

    @inline(__always)
    private func integer<Number: FixedWidthInteger>(_ value: Number) throws {
        try begin()
        writer.append(value)
    }
}
