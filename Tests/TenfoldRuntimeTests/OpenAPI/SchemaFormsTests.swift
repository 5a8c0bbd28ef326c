import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldRuntime

/// What types the probe sees through, and what it admits not to see.
@Suite struct SchemaFormsTests {
    struct Widths: Codable {
        var a: Int8?
        var b: UInt64?
        var c: Float?
        var d: UInt32
        var e: Decimal
        var f: UUID
        var g: URL
        var h: Int
    }
    enum Silent: String, Codable { case on, off }
    enum Payload: Codable { case text(String), number(Int) }
    enum Bare: Codable, CaseIterable { case a, b }
    enum Spaced: String, Codable, CaseIterable { case one = "a, b", two = "c" }
    enum Count: Int, Codable, CaseIterable { case one = 1, two }
    struct Holder<Value: Codable>: Codable {
        var before: Int
        var value: Value
        var after: Int
    }
    struct Asking: Decodable {
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            if members.contains(.a) { _ = try members.decode(Int.self, forKey: .a) }
            if try !members.decodeNil(forKey: .b) { _ = try members.decode(Int.self, forKey: .b) }
            _ = try members.nestedContainer(keyedBy: Key.self, forKey: .c).decode(Bool.self, forKey: .a)
        }
        enum Key: CodingKey { case a, b, c }
    }
    struct Names: Decodable {
        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            while !list.isAtEnd { _ = try list.decode(String.self) }
        }
    }
    struct Positive: Codable {
        var number: Int
        init(from decoder: any Decoder) throws {
            number = try decoder.singleValueContainer().decode(Int.self)
            guard number > 0 else { throw Refusal.invalid([]) }
        }
    }

    private func survey<Value: Decodable>(_ type: Value.Type) -> (schema: JSONSchema, spots: [String]) {
        let report = SchemaReport()
        let schema = SchemaProbe.probe(type, SchemaPlace("body", report: report)).schema
        return (schema, report.blindSpots.map(\.description))
    }

    @Test func `every width of number keeps its own, optional or not, and what follows is seen`() {
        let (schema, spots) = survey(Widths.self)
        #expect(spots.isEmpty)
        #expect(
            schema.properties.map(\.schema) == [
                .integer(format: "int8"), .integer(format: "uint64"), .number(format: "float"),
                .integer(format: "uint32"), .number(format: "decimal"), .string(format: "uuid"),
                .string(format: "uri"), .integer(format: "int64"),
            ])
        #expect(schema.properties.map(\.isRequired) == [false, false, false, true, true, true, true, true])
    }

    @Test func `cases are what they are on the wire`() {
        #expect(survey(Spaced.self).schema == .enumeration(["a, b", "c"]))
        #expect(survey(Count.self).schema == .integerEnumeration([1, 2]))
    }

    @Test func `an enum that does not tell its cases is admitted, and what it hides`() {
        let (schema, spots) = survey(Holder<Silent>.self)
        #expect(schema.properties.map(\.name) == ["before", "value"])
        #expect(spots.count == 1)
        #expect(spots.first?.hasPrefix("body.value: the values of Silent cannot be seen") == true)
        #expect(spots.first?.contains("CaseIterable") == true)
        #expect(spots.first?.contains("after it") == true)
    }

    @Test func `cases with values are admitted not to be seen`() {
        #expect(survey(Payload.self).schema == .any)
        #expect(survey(Payload.self).spots.first?.contains("not compared") == true)
        // Without a raw value a case is an object, but the enum has a sample, so that the rest is seen.
        let (schema, spots) = survey(Holder<Bare>.self)
        #expect(schema.properties.map(\.name) == ["before", "value", "after"])
        #expect(spots.count == 1)
    }

    @Test func `a number with rules of its own and no sample is admitted`() {
        #expect(survey(Positive.self).schema == .integer(format: "int64"))
        #expect(survey(Positive.self).spots.count == 1)
    }

    @Test func `a field that is asked for is optional, and one that may be null is nullable`() {
        let properties = survey(Asking.self).schema.properties
        #expect(properties.map(\.name) == ["a", "b", "c"])
        #expect(properties.map(\.isRequired) == [false, true, true])
        #expect(properties.dropFirst().first?.schema == .nullable(.integer(format: "int64")))
        #expect(properties.last?.schema.properties.map(\.name) == ["a"])
    }

    @Test func `a list that is decoded by hand has its elements`() {
        #expect(survey(Names.self).schema == .array(.string(format: nil)))
    }

    @Test func `a dictionary by other keys than texts is a list`() {
        #expect(survey([ID<Int>: Int].self).schema == .array(.any))
        #expect(survey([ID<Int>: Int].self).spots.count == 1)
        #expect(survey([Int: Int].self).schema == .map(.integer(format: "int64")))
    }
}
