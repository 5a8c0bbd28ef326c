import FoundationEssentials
import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

/// One suite for both coders: what the one writes both can read, and both refuse the same.
@Suite("JSON of every shape")
struct JSONShapeTests {
    /// Encodes with one coder, decodes with both.
    private func expectRoundTrip<Value: Codable & Equatable>(
        _ value: Value, _ coder: CoderUnderTest, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let json = try coder.encode(value)
        for reader in CoderUnderTest.allCases {
            let read = try reader.decode(Value.self, json)
            #expect(read == value, "\(reader) read \(json)", sourceLocation: sourceLocation)
        }
    }

    private let flat = Shapes.Flat(id: -7, name: "a \"b\" \\ /", price: 9.99, active: true, note: nil)

    @Test(arguments: CoderUnderTest.allCases) func structs(coder: CoderUnderTest) throws {
        try expectRoundTrip(flat, coder)
        try expectRoundTrip(
            Shapes.Nested(
                first: flat, others: [flat, flat], maybe: flat, grid: [[], [1], [2, 3]], holes: [nil, 1, nil],
                byName: ["a": [:], "b": ["c": flat], "é": ["\u{1f600}": flat]]), coder)
    }

    @Test(arguments: CoderUnderTest.allCases) func numbers(coder: CoderUnderTest) throws {
        try expectRoundTrip(Shapes.Numbers.least, coder)
        try expectRoundTrip(Shapes.Numbers.greatest, coder)
        let doubles: [Double] = [
            0, -0.0, 1, -1, 0.1, 1 / 3, 9.99, 1e15, 1e16, 1e22, 1e23, 123_456_789_012_345_680, 0x1p53, 0x1p53 + 2,
            .pi, .ulpOfOne, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
            -.greatestFiniteMagnitude, Double.leastNormalMagnitude.nextDown, 1.7976931348623157e308,
        ]
        try expectRoundTrip(doubles, coder)
        let floats: [Float] = [
            0, -0.0, 1, 0.1, 1 / 3, 0x1p24, 0x1p24 + 2, 1e10, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
            3.4028235e38, Float.leastNormalMagnitude.nextDown,
        ]
        try expectRoundTrip(floats, coder)
    }

    @Test(arguments: CoderUnderTest.allCases) func `types with a form of their own`(coder: CoderUnderTest) throws {
        let special = Shapes.Special(
            at: Date(timeIntervalSince1970: 1_769_860_800.125), data: Data([0, 1, 254, 255]),
            url: try #require(URL(string: "https://example.org/a?b=c#d")),
            amount: try #require(Decimal(string: "-12.345")),
            id: try #require(UUID(uuidString: "E621E1F8-C36C-495A-93FC-0C247A3E6E5F")), maybeAt: nil,
            dates: [Date(timeIntervalSince1970: 0)], amounts: ["x": try #require(Decimal(string: "1e20"))])
        try expectRoundTrip(special, coder)
        let json = try coder.encode(special)
        #expect(json.contains(#""at":"2026-01-31T12:00:00.125Z""#))
        #expect(json.contains(#""data":"AAH+/w==""#))
        #expect(json.contains(#""url":"https://example.org/a?b=c#d""#))
        #expect(json.contains(#""amount":-12.345"#))
    }

    @Test(arguments: ["0", "-0.5", "12345678901234567890.123456789", "1e20", "1.5E-30", "1e127", "1e400", "1e-400"])
    func decimals(text: String) throws {
        let found = CoderUnderTest.allCases.map { try? $0.decode([Decimal].self, "[\(text)]") }
        #expect(found[0] == found[1])
    }

    @Test(arguments: CoderUnderTest.allCases) func enums(coder: CoderUnderTest) throws {
        try expectRoundTrip([Shapes.Word.one, .two], coder)
        try expectRoundTrip([Shapes.Level.low, .high], coder)
        try expectRoundTrip([Shapes.Choice.nothing, .number(3), .pair(left: "", right: [.one, .two])], coder)
        try expectRoundTrip(Shapes.Tree.node([.leaf, .node([]), .node([.leaf])]), coder)
    }

    @Test(arguments: CoderUnderTest.allCases) func dictionaries(coder: CoderUnderTest) throws {
        try expectRoundTrip([String: Int](), coder)
        try expectRoundTrip(["b": 1, "a": 2, "": 3, "\"": 4], coder)
        try expectRoundTrip([1: "one", -2: "minus two", 30: ""], coder)
        try expectRoundTrip([Shapes.Key("x"): 1, Shapes.Key("y"): 2], coder)
        try expectRoundTrip([Shapes.Word.one: 1], coder)
        try expectRoundTrip(Set([3, 1, 2]), coder)
        #expect(try coder.encode(["b": ["d": 1, "c": 2], "a": [:]]) == #"{"a":{},"b":{"c":2,"d":1}}"#)
        #expect(try coder.encode([Shapes.Key("x"): 1]) == #"{"key-x":1}"#)
    }

    @Test(arguments: CoderUnderTest.allCases) func fragments(coder: CoderUnderTest) throws {
        try expectRoundTrip("text", coder)
        try expectRoundTrip(5, coder)
        try expectRoundTrip(1.5, coder)
        try expectRoundTrip(true, coder)
        try expectRoundTrip(Int?.none, coder)
        try expectRoundTrip(Shapes.Wrapper(8), coder)
        try expectRoundTrip([Shapes.Wrapper(8)], coder)
        try expectRoundTrip(Date(timeIntervalSince1970: 0), coder)
        try expectRoundTrip(Shapes.Empty(), coder)
        try expectRoundTrip([[Shapes.Empty]](), coder)
        try expectRoundTrip(["a": Shapes.Silent()], coder)
        #expect(try coder.encode([Shapes.Silent()]) == "[{}]")
    }

    @Test(arguments: CoderUnderTest.allCases) func `every character`(coder: CoderUnderTest) throws {
        try expectRoundTrip((0..<0x250).compactMap { Unicode.Scalar($0).map { String(Character($0)) } }, coder)
        try expectRoundTrip("\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}\u{2028}", coder)
        try expectRoundTrip((0..<40).map { String(repeating: "a", count: $0) + "\"\n" + "é" }, coder)
        #expect(try coder.encode("\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}") == #""\"\\/\b\f\n\r\t\u0000\u001f""#)
        let escaped = #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\uDE00""#
        #expect(try coder.decode(String.self, escaped) == "\"\\/\u{8}\u{c}\n\r\tAé€😀")
    }

    @Test(arguments: CoderUnderTest.allCases) func `containers by hand`(coder: CoderUnderTest) throws {
        let value = HandMade(x: 1, y: [2, 3], deep: "4")
        try expectRoundTrip(value, coder)
        try expectRoundTrip([value, value], coder)
        #expect(try StreamingJSONCoder().text(value) == #"{"point":{"x":1},"list":[[2,3],{"deep":"4"}],"end":true}"#)
        try expectRoundTrip(OutOfOrder(left: [1, 2], right: [3, 4]), coder)
        try expectRoundTrip(["a": [OutOfOrder(left: [1], right: [2])]], coder)
    }

    @Test(arguments: CoderUnderTest.allCases) func superclasses(coder: CoderUnderTest) throws {
        let cat = try coder.decode(Cat.self, try coder.encode(Cat(name: "Tom", lives: 9)))
        #expect(cat.name == "Tom" && cat.lives == 9)
        let json = try coder.encode([Dog(name: "Rex", tricks: ["sit"])])
        let dog = try #require(try coder.decode([Dog].self, json).first)
        #expect(dog.name == "Rex" && dog.tricks == ["sit"])
        let tree = try coder.decode(JSONValue.self, json)
        let base = JSONValue.object(["name": .text("Rex")])
        #expect(tree == .list([.object(["super": base, "base": base, "tricks": .list([.text("sit")])])]))
    }

    @Test(arguments: CoderUnderTest.allCases) func `whole numbers are read from any form of them`(
        coder: CoderUnderTest
    ) throws {
        #expect(try coder.decode([Int].self, "[1.0,1e2,120E-1,-0,-2.50e+1,0.0e5]") == [1, 100, 12, 0, -25, 0])
        #expect(try coder.decode(UInt64.self, "18446744073709551615") == .max)
        #expect(try coder.decode(Int64.self, "-9223372036854775808") == .min)
        #expect(
            try coder.decode([Double].self, "[1,-0,123456789012345678901234567890]") == [1, 0, 0x1.8ee90ff6c373ep+96])
    }

    @Test(arguments: CoderUnderTest.allCases) func `user info reaches every level`(coder: CoderUnderTest) throws {
        let key = try #require(CodingUserInfoKey(rawValue: "test"))
        let found = try coder.decode([[InfoReader]].self, "[[{}]]", userInfo: [key: 42])
        #expect(found[0][0].info == 42)
    }

    @Test(arguments: CoderUnderTest.allCases) func `keys, presence and null`(coder: CoderUnderTest) throws {
        let found = try coder.decode(Looker.self, #"{"a":1,"b":null,"c":{"d":[true]}}"#)
        #expect(found.keys == ["a", "b", "c"])
        #expect(found.contained == [true, true, true, false])
        #expect(found.null == [false, true])
        #expect(found.superIsNull)
    }
}

private struct InfoReader: Decodable {
    var info: Int?
    init(from decoder: any Decoder) throws {
        info = CodingUserInfoKey(rawValue: "test").flatMap { decoder.userInfo[$0] } as? Int
    }
}

private struct Looker: Decodable {
    var keys: [String]
    var contained: [Bool]
    var null: [Bool]
    var superIsNull: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Shapes.AnyName.self)
        keys = container.allKeys.map(\.stringValue).sorted()
        contained = ["a", "b", "c", "x"].map { container.contains(Shapes.AnyName(stringValue: $0)) }
        null = try ["a", "b"].map { try container.decodeNil(forKey: Shapes.AnyName(stringValue: $0)) }
        superIsNull = try container.superDecoder().singleValueContainer().decodeNil()
    }
}

extension JSONCoder {
    func text<Value: Encodable>(_ value: Value) throws -> String {
        var buffer = ByteBuffer()
        try encode(value, into: &buffer)
        return String(buffer: buffer)
    }
}
