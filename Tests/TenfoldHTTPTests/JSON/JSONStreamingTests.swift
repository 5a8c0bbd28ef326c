import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

@Suite("JSON is written in place")
struct JSONStreamingTests {
    private let coder = StreamingJSONCoder()

    @Test func `appends to what is there`() throws {
        var buffer = ByteBuffer(string: "head")
        try coder.encode([1, 2], into: &buffer)
        try coder.encode("x", into: &buffer)
        #expect(String(buffer: buffer) == #"head[1,2]"x""#)
    }

    @Test func `an error leaves the buffer as it was`() {
        var buffer = ByteBuffer(string: "head")
        let before = buffer
        #expect(throws: EncodingError.self) {
            try coder.encode(["a", "b"].map { Unencodable(text: $0) }, into: &buffer)
        }
        #expect(buffer == before)
        #expect(buffer.writerIndex == before.writerIndex)
    }

    private struct Unencodable: Encodable {
        var text: String
        var number = Double.nan
    }

    @Test(arguments: [0, 100, 500, 510, 511, 512, 513, 1000, 100_000])
    func `any length is written`(count: Int) throws {
        let text = String(repeating: "ab\"c", count: count / 4)
        var buffer = ByteBuffer(string: "head")
        try coder.encode([text, text], into: &buffer)
        buffer.moveReaderIndex(forwardBy: 4)
        #expect(try coder.decode([String].self, from: buffer) == [text, text])
    }

    @Test func `members come in the order in which they are encoded, those of dictionaries sorted`() throws {
        #expect(
            try coder.text(Shapes.Flat(id: 1, name: "n", price: 2, active: false))
                == #"{"id":1,"name":"n","price":2,"active":false}"#)
        let names = Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", ["z": $0, "a": 0]) })
        let sorted = names.keys.sorted().map { #""\#($0)":{"a":0,"z":\#($0)}"# }.joined(separator: ",")
        #expect(try coder.text(names) == "{\(sorted)}")
        #expect(try coder.text(["a\"": 1, "a": 2, "a!": 3, "é": 4, "": 5]) == #"{"":5,"a":2,"a!":3,"a\"":1,"é":4}"#)
        #expect(try coder.text([10: 1, 9: 2]) == #"{"10":1,"9":2}"#)
    }

    // MARK: What cannot be written in order

    private enum Keys: String, CodingKey { case a, b }

    /// Encodes whatever the closure says.
    private struct Custom: Encodable {
        let body: (any Encoder) throws -> Void
        init(_ body: @escaping (any Encoder) throws -> Void) { self.body = body }
        func encode(to encoder: any Encoder) throws { try body(encoder) }
    }

    @Test func `a key that is written twice has the last value`() throws {
        let twice = Custom { encoder in
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(1, forKey: .a)
            try container.encode(2, forKey: .b)
            try container.encode(3, forKey: .a)
        }
        #expect(try coder.text([twice]) == #"[{"a":3,"b":2}]"#)
        #expect(try FoundationJSONCoder().text([twice]) == #"[{"a":3,"b":2}]"#)
        let many = Custom { encoder in
            var container = encoder.container(keyedBy: Shapes.AnyName.self)
            for number in 0..<80 {
                try container.encode(number, forKey: Shapes.AnyName(stringValue: "k\(number % 70)"))
            }
        }
        let read = try coder.decode([String: Int].self, from: ByteBuffer(string: try coder.text(many)))
        #expect(read.count == 70 && read["k5"] == 75)
    }

    @Test func `a value that fails and is passed over leaves nothing behind`() throws {
        let value = Custom { encoder in
            var container = encoder.container(keyedBy: Keys.self)
            try? container.encode([1, .nan], forKey: .a)
            try container.encode(1, forKey: .b)
        }
        #expect(try coder.text(value) == #"{"b":1}"#)
        #expect(try FoundationJSONCoder().text(value) == #"{"b":1}"#)
    }

    @Test func `an error of the type's own that is passed over leaves nothing behind either`() throws {
        struct Stop: Error {}
        let failing = Custom { encoder in
            var container = encoder.unkeyedContainer()
            try container.encode(1)
            throw Stop()
        }
        let value = Custom { encoder in
            var container = encoder.container(keyedBy: Keys.self)
            try? container.encode(failing, forKey: .a)
            try container.encode(1, forKey: .b)
        }
        #expect(try coder.text(value) == #"{"b":1}"#)
    }

    @Test func `a container that is asked for again goes on`() throws {
        let value = Custom { encoder in
            var first = encoder.container(keyedBy: Keys.self)
            var list = first.nestedUnkeyedContainer(forKey: .b)
            try list.encode(1)
            var again = encoder.container(keyedBy: Keys.self)
            try again.encode(2, forKey: .a)
            try list.encode(3)
        }
        #expect(try coder.text(value) == #"{"b":[1,3],"a":2}"#)
    }

    @Test func `writing to a container that is closed does not reach the one in its place`() throws {
        let value = Custom { encoder in
            var outer = encoder.unkeyedContainer()
            var first = outer.nestedUnkeyedContainer()
            var second = outer.nestedUnkeyedContainer()
            try second.encode(2)
            try first.encode(1)
            #expect(first.count == 1 && second.count == 1)
        }
        #expect(try coder.text(value) == "[[1],[2]]")
    }

    @Test func `an encoder that is kept beyond its end writes nowhere`() throws {
        final class Keeper { var encoder: (any Encoder)? }
        let keeper = Keeper()
        var buffer = ByteBuffer()
        try coder.encode(
            Custom { encoder in
                keeper.encoder = encoder
                try [1].encode(to: encoder)
            }, into: &buffer)
        let kept = try #require(keeper.encoder)
        try? String(repeating: "x", count: 2000).encode(to: kept)
        #expect(String(buffer: buffer) == "[1]")
    }

    @Test func `an encoder that is kept after an error is harmless`() throws {
        final class Keeper { var encoder: (any Encoder)? }
        let keeper = Keeper()
        let failing = Custom { encoder in
            keeper.encoder = keeper.encoder ?? encoder
            try [1, .nan].encode(to: encoder)
        }
        #expect(throws: EncodingError.self) { try coder.text(["a": ["b": failing]]) }
        let kept = try #require(keeper.encoder)
        #expect(kept.codingPath.isEmpty)
        try? [2].encode(to: kept)
    }

    @Test func `super encoders of lists`() throws {
        let value = Custom { encoder in
            var container = encoder.unkeyedContainer()
            try container.encode(1)
            try "two".encode(to: container.superEncoder())
            _ = container.superEncoder()
            try container.encode([3])
        }
        #expect(try coder.text(value) == #"[1,"two",{},[3]]"#)
        #expect(try FoundationJSONCoder().text(value) == #"[1,"two",{},[3]]"#)
    }
}
