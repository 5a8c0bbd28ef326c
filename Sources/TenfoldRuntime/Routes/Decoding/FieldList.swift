/// The list half of `FieldDecoder`: notes what is wrong with each element, and goes on to the next.
struct FieldList: UnkeyedDecodingContainer {
    private var base: any UnkeyedDecodingContainer
    let issues: FieldIssues
    let codingPath: [any CodingKey]

    init(base: any UnkeyedDecodingContainer, issues: FieldIssues, codingPath: [any CodingKey]) {
        self.base = base
        self.issues = issues
        self.codingPath = codingPath
    }

    var count: Int? { base.count }
    var isAtEnd: Bool { base.isAtEnd }
    var currentIndex: Int { base.currentIndex }

    mutating func decodeNil() throws -> Bool { try base.decodeNil() }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let path = codingPath + [AnyKey(intValue: base.currentIndex)]
        if FieldDecoder.isOpaque(type) { return try base.decode(type) }
        let element = try base.superDecoder()
        return try FieldDecoder.value(type, at: path, issues: issues) {
            try Value(from: FieldDecoder(base: element, issues: issues, codingPath: path))
        }
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> FieldDecoder {
        let path = codingPath + [AnyKey(intValue: base.currentIndex)]
        return FieldDecoder(base: try base.superDecoder(), issues: issues, codingPath: path)
    }
}
