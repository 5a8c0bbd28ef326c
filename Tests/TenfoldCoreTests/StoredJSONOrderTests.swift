import Testing

@testable import TenfoldCore

@Suite struct StoredJSONOrderTests {
    private struct Before: Codable {
        var zebra = 1
        var ant = Inner()
    }

    private struct After: Codable {
        var ant = Inner()
        var zebra = 1
    }

    private struct Inner: Codable {
        var b = [3, 1]
        var a = ["y": 1, "x": 2]
    }

    /// Goes back to the outer container while the inner one is open: only a tree can write that.
    private struct Interleaved: Encodable {
        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .z)
            try outer.encode(1, forKey: .b)
            try inner.encode(2, forKey: .z)
            try inner.encode(3, forKey: .b)
        }

        enum Key: CodingKey { case z, b }
    }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try StoredJSON.encode(value), as: UTF8.self)
    }

    @Test func `a type whose properties change places has the same bytes`() throws {
        let expected = #"{"ant":{"a":{"x":2,"y":1},"b":[3,1]},"zebra":1}"#
        #expect(try text(Before()) == expected)
        #expect(try text(After()) == expected)
    }

    @Test func `what only a tree can write has its members in order too`() throws {
        #expect(try text(Interleaved()) == #"{"b":1,"z":{"b":3,"z":2}}"#)
    }

    @Test func `many members are put in order`() throws {
        let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("key\($0)", $0) })
        let keys = try text(many).dropFirst().dropLast().split(separator: ",").map { $0.split(separator: ":")[0] }
        #expect(keys.count == 100)
        #expect(keys == keys.sorted())
    }
}
