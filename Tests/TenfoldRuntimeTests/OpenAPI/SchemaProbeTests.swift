import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldRuntime

private struct Tree: Codable, Sendable {
    enum Kind: String, Codable, CaseIterable { case leaf, fork }
    var id: ID<Tree>
    var kind: Kind
    var size: Int?
    var children: [Tree]
    var weights: [String: Double]
    var made: Date
    var secret: Secret<String>
}

private struct Odd: Codable, Sendable {
    var value: String
    init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(String.self) }
    func encode(to encoder: any Encoder) throws {}
}

@Suite("Schemas from types")
struct SchemaProbeTests {
    private func property(_ name: String) -> JSONSchema.Property? {
        SchemaProbe.schema(of: Tree.self).properties.first { $0.name == name }
    }

    @Test("each property has its schema, and optional ones are not required")
    func properties() {
        #expect(property("id")?.schema == .string(format: "uuid"))
        #expect(property("kind")?.schema == .enumeration(["leaf", "fork"]))
        #expect(property("size")?.isRequired == false)
        #expect(property("weights")?.schema == .map(.number(format: "double")))
        #expect(property("made")?.schema == .string(format: "date-time"))
        #expect(property("secret")?.schema == .string(format: "password"))
        #expect(property("made")?.isRequired == true)
    }

    @Test("a type that holds itself comes to an end")
    func recursion() {
        #expect(property("children")?.schema == .array(.recursive(level: 0)))
        #expect(SchemaProbe.schema(of: [Tree].self) == .array(SchemaProbe.schema(of: Tree.self)))
    }

    @Test("a type that is one text is that text")
    func single() { #expect(SchemaProbe.schema(of: Odd.self) == .string(format: nil)) }

    @Test("a page has items and next")
    func page() {
        #expect(SchemaProbe.schema(of: Page<Int>.self).properties.map(\.name) == ["items", "next"])
    }
}
