/// The list that begins at an offset of the writer's bytes.
struct StreamingList: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let start: Int
    private(set) var count = 0

    init(writer: JSONWriter, start: Int) {
        self.writer = writer
        self.start = start
        if writer.top.start == start { count = writer.top.count }
    }

    var codingPath: [any CodingKey] { writer.codingPath(to: start) }

    @inline(__always)
    private mutating func begin() throws {
        try writer.element(of: start)
        count = writer.top.count
    }

    mutating func encodeNil() throws {
        try begin()
        writer.appendNull()
    }

    mutating func encode(_ value: Bool) throws {
        try begin()
        writer.append(value)
    }

    mutating func encode(_ value: String) throws {
        try begin()
        writer.bytes.appendQuoted(value)
    }

    mutating func encode(_ value: Double) throws {
        try begin()
        try writer.append(value)
    }

    mutating func encode(_ value: Float) throws {
        try begin()
        try writer.append(value)
    }

    mutating func encode(_ value: Int) throws { try integer(value) }
    mutating func encode(_ value: Int8) throws { try integer(value) }
    mutating func encode(_ value: Int16) throws { try integer(value) }
    mutating func encode(_ value: Int32) throws { try integer(value) }
    mutating func encode(_ value: Int64) throws { try integer(value) }
    mutating func encode(_ value: UInt) throws { try integer(value) }
    mutating func encode(_ value: UInt8) throws { try integer(value) }
    mutating func encode(_ value: UInt16) throws { try integer(value) }
    mutating func encode(_ value: UInt32) throws { try integer(value) }
    mutating func encode(_ value: UInt64) throws { try integer(value) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        try begin()
        try writer.value(value)
    }

    @inline(__always)
    private mutating func integer<Number: FixedWidthInteger>(_ value: Number) throws {
        try begin()
        writer.append(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        // Failing, it gives up: what follows is made again by a tree.
        try? begin()
        let start = writer.open(isObject: true, isSorted: DictionaryKeys.isType(type))
        return KeyedEncodingContainer(StreamingObject<Nested>(writer: writer, start: start))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        try? begin()
        return StreamingList(writer: writer, start: writer.open(isObject: false))
    }

    mutating func superEncoder() -> any Encoder { writer.treeInstead() }
}
