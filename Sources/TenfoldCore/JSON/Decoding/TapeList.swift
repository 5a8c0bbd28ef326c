/// The elements of a list.
struct TapeList: UnkeyedDecodingContainer {
    private let tape: JSONTape
    // Small, so that the container fits an existential without an allocation.
    private let list: UInt32
    private var nextToken: UInt32
    private var position: UInt32 = 0

    init(tape: JSONTape, index: Int) {
        self.tape = tape
        list = UInt32(truncatingIfNeeded: index)
        nextToken = UInt32(truncatingIfNeeded: index + 1)
    }

    var codingPath: [any CodingKey] { tape.codingPath(to: Int(list)) }
    var count: Int? { tape.count(Int(list)) }
    var currentIndex: Int { Int(position) }
    var isAtEnd: Bool { Int(nextToken) >= tape.next(Int(list)) }

    /// The next element's token. Stays there: an element that cannot be decoded is not passed.
    @inline(__always)
    private func current(_ type: any Any.Type) throws -> Int {
        guard !isAtEnd else { throw tape.endOfList(type, Int(list), currentIndex) }
        tape.note(nextToken, at: position, of: list)
        return Int(nextToken)
    }

    @inline(__always)
    private mutating func advance() {
        nextToken = UInt32(truncatingIfNeeded: tape.next(Int(nextToken)))
        position &+= 1
    }

    mutating func decodeNil() throws -> Bool {
        guard tape.kind(try current(Never.self)) == .null else { return false }
        advance()
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try tape.value(type, current(type))
        advance()
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        let container = try TapeDecoder(tape: tape, index: current(type)).container(keyedBy: type)
        advance()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try TapeDecoder(tape: tape, index: current([Any].self)).unkeyedContainer()
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = TapeDecoder(tape: tape, index: try current((any Decoder).self))
        advance()
        return decoder
    }
}
