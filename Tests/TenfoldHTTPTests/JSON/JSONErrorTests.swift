import FoundationEssentials
import NIOCore
import Testing

@testable import TenfoldCore
@testable import TenfoldHTTP

/// Both coders refuse the same, in the same place.
@Suite("JSON that does not fit its type")
struct JSONErrorTests {
    private struct Outer: Codable {
        var inner: [Inner]
    }
    private struct Inner: Codable {
        var number: Int8
        var text: String?
        var at: Date?
        var data: Data?
        var url: URL?
        var word: Shapes.Word?
        var amount: Decimal?
        var ratio: Float?
    }

    @Test(
        arguments: CoderUnderTest.allCases,
        [
            (#"{}"#, Failure("no key inner")),
            (#"{"inner":null}"#, Failure("no value", "inner")),
            (#"{"inner":{}}"#, Failure("mismatch", "inner")),
            (#"{"inner":[1]}"#, Failure("mismatch", "inner", "Index 0")),
            (#"{"inner":[null]}"#, Failure("no value", "inner", "Index 0")),
            (#"{"inner":[{}]}"#, Failure("no key number", "inner", "Index 0")),
            (#"{"inner":[{"number":1},{"number":"1"}]}"#, Failure("mismatch", "inner", "Index 1", "number")),
            (#"{"inner":[{"number":null}]}"#, Failure("no value", "inner", "Index 0", "number")),
            (#"{"inner":[{"number":128}]}"#, Failure("corrupted", "inner", "Index 0", "number")),
            (#"{"inner":[{"number":1.5}]}"#, Failure("corrupted", "inner", "Index 0", "number")),
            (#"{"inner":[{"number":1e400}]}"#, Failure("corrupted", "inner", "Index 0", "number")),
            (#"{"inner":[{"number":1,"text":5}]}"#, Failure("mismatch", "inner", "Index 0", "text")),
            (#"{"inner":[{"number":1,"at":"soon"}]}"#, Failure("corrupted", "inner", "Index 0", "at")),
            (#"{"inner":[{"number":1,"at":1}]}"#, Failure("mismatch", "inner", "Index 0", "at")),
            (#"{"inner":[{"number":1,"data":"?"}]}"#, Failure("corrupted", "inner", "Index 0", "data")),
            (#"{"inner":[{"number":1,"url":""}]}"#, Failure("corrupted", "inner", "Index 0", "url")),
            (#"{"inner":[{"number":1,"word":"x"}]}"#, Failure("corrupted", "inner", "Index 0", "word")),
            (#"{"inner":[{"number":1,"amount":"1"}]}"#, Failure("mismatch", "inner", "Index 0", "amount")),
            (#"{"inner":[{"number":1,"ratio":1e39}]}"#, Failure("corrupted", "inner", "Index 0", "ratio")),
            (#"{"inner":["#, Failure("corrupted")),
            ("[]", Failure("mismatch")),
        ])
    func decoding(coder: CoderUnderTest, refusal: (json: String, failure: Failure)) {
        let (json, failure) = refusal
        let found = coder.failure(Outer.self, json)
        // Of a number that does not fit, Foundation on Linux does not tell the place.
        let isPlaceUnknown = coder == .foundation && found == Failure("corrupted") && failure.kind == "corrupted"
        #expect(found == failure || isPlaceUnknown, "\(json)")
    }

    @Test(arguments: CoderUnderTest.allCases) func `a list that is over, a dictionary's keys`(coder: CoderUnderTest) {
        #expect(coder.failure(Greedy.self, "[1]") == Failure("no value", "Index 1"))
        #expect(coder.failure([String: Int].self, #"{"a":{"b":1}}"#) == Failure("mismatch", "a"))
        #expect(coder.failure([[String: Int]].self, #"[{"a":"b"}]"#) == Failure("mismatch", "Index 0", "a"))
        #expect(coder.failure([Int: Int].self, #"{"a":1}"#)?.kind == "mismatch")
        #expect(coder.failure([Double].self, "[1e999]")?.kind == "corrupted")
        #expect(coder.failure([Double].self, "[1e-999]")?.kind == "corrupted")
        #expect(coder.failure(UInt.self, "-1") == Failure("corrupted"))
        #expect(coder.failure(UInt64.self, "18446744073709551616") == Failure("corrupted"))
        #expect(coder.failure(Int64.self, "-9223372036854775809") == Failure("corrupted"))
    }

    /// Takes numbers, and texts where it finds none.
    private struct Either: Decodable {
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(Int.self)) == nil { _ = try container.decode(String.self) }
        }
    }

    /// With paths that are counted from the start, these would be 10^9 steps.
    @Test(.timeLimit(.minutes(1))) func `the path to an error does not take longer the further on it is`() throws {
        let list = "[" + repeatElement(#""a""#, count: 40_000).joined(separator: ",")
        #expect(try CoderUnderTest.streaming.decode([Either].self, list + "]").count == 40_000)
        #expect(
            CoderUnderTest.streaming.failure([Either].self, list + ",[]]") == Failure("mismatch", "Index 40000"))
    }

    @Test func `paths are right whatever was decoded before`() throws {
        struct Wanderer: Decodable {
            init(from decoder: any Decoder) throws {
                let object = try decoder.container(keyedBy: Shapes.AnyName.self)
                var list = try object.nestedUnkeyedContainer(forKey: Shapes.AnyName(stringValue: "b"))
                _ = try list.decode(Int.self)
                let second = try list.superDecoder()
                _ = try list.decode(Int.self)
                _ = object.contains(Shapes.AnyName(stringValue: "c"))
                #expect(second.codingPath.map(\.stringValue) == ["b", "Index 1"])
                #expect(list.codingPath.map(\.stringValue) == ["b"])
                #expect(object.codingPath.isEmpty)
                let nested = try object.superDecoder(forKey: Shapes.AnyName(stringValue: "a"))
                #expect(nested.codingPath.map(\.stringValue) == ["a"])
                let missing = try object.superDecoder(forKey: Shapes.AnyName(stringValue: "x"))
                #expect(missing.codingPath.map(\.stringValue) == ["x"])
            }
        }
        for coder in CoderUnderTest.allCases {
            _ = try coder.decode(Wanderer.self, #"{"a":[1],"b":[1,2,3],"c":1}"#)
        }
    }

    private struct Greedy: Decodable {
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            _ = try container.decode(Int.self)
            _ = try container.decode(Int.self)
        }
    }

    @Test(arguments: CoderUnderTest.allCases) func `numbers that JSON has not`(coder: CoderUnderTest) {
        func failure(_ value: some Encodable) -> Failure? {
            do {
                _ = try coder.encode(value)
                return nil
            } catch { return Failure(error) }
        }
        #expect(failure(Double.nan) == Failure("invalid"))
        #expect(failure(["a": [1, Double.infinity]]) == Failure("invalid", "a", "Index 1"))
        #expect(failure([Float.nan]) == Failure("invalid", "Index 0"))
        #expect(
            failure(["x": [Shapes.Flat(id: 1, name: "", price: -.infinity, active: true)]])
                == Failure("invalid", "x", "Index 0", "price"))
        #expect(failure(Shapes.Silent()) == Failure("invalid"))
    }

    @Test(arguments: CoderUnderTest.allCases) func `what a type itself throws comes through`(coder: CoderUnderTest) {
        struct Stop: Error, Codable {
            init() {}
            init(from decoder: any Decoder) throws { throw Stop() }
            func encode(to encoder: any Encoder) throws { throw Stop() }
        }
        #expect(throws: Stop.self) { try coder.encode(["a": Stop()]) }
        #expect(throws: Stop.self) { try coder.decode([Stop].self, "[1]") }
    }

    @Test(arguments: CoderUnderTest.allCases) func `types see their coding path while they encode`(
        coder: CoderUnderTest
    ) throws {
        #expect(try coder.encode(["a\"": [[PathTeller()]]]) == #"{"a\"":[[["a\"","Index 0","Index 0"]]]}"#)
    }

    private struct PathTeller: Encodable {
        func encode(to encoder: any Encoder) throws {
            try encoder.codingPath.map(\.stringValue).encode(to: encoder)
        }
    }
}
