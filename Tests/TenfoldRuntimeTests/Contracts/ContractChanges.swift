import FoundationEssentials
import TenfoldCore

@testable import TenfoldRuntime

/// Types as an old and a new build have them. `Note` is the base; the others are it, changed.
enum ContractChanges {
    struct Note: Codable, Sendable { var text: String }
    struct WithOptional: Codable, Sendable { var text: String, tag: String? }
    struct WithDefault: Codable, Sendable {
        var text: String
        var tag: String

        enum CodingKeys: CodingKey { case text, tag }

        init(text: String, tag: String) {
            self.text = text
            self.tag = tag
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            text = try members.decode(String.self, forKey: .text)
            tag = try members.decodeIfPresent(String.self, forKey: .tag) ?? "none"
        }
    }
    struct WithRequired: Codable, Sendable { var text: String, tag: String }
    struct Renamed: Codable, Sendable {
        var content: String
        enum CodingKeys: String, CodingKey { case content = "text" }
    }
    struct Swapped: Codable, Sendable { var tag: String, text: String }
    struct Nullable: Codable, Sendable {
        var text: String?

        enum CodingKeys: CodingKey { case text }

        init(text: String?) { self.text = text }

        init(from decoder: any Decoder) throws {
            text = try decoder.container(keyedBy: CodingKeys.self).decode(String?.self, forKey: .text)
        }

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(text, forKey: .text)
        }
    }
    struct Lines: Codable, Sendable { var lines: [Note] }
    struct LinesWithRequired: Codable, Sendable { var lines: [WithRequired] }
    struct ByName: Codable, Sendable { var notes: [String: Note] }
    struct ByNameWithRequired: Codable, Sendable { var notes: [String: WithRequired] }

    struct Of<Value: Codable & Sendable>: Codable, Sendable { var value: Value }
    enum Two: String, Codable, CaseIterable { case held, released }
    enum Three: String, Codable, CaseIterable { case held, released, sold }
    enum Low: Int, Codable, CaseIterable { case one = 1, two }
    enum High: Int, Codable, CaseIterable { case one = 1, two, three }
    struct Tree: Codable, Sendable { var children: [Tree] }
    struct Bush: Codable, Sendable { var children: [Bush], height: Int }

    static let note = Note(text: "hello")

    static func all() throws -> [ContractChange] { try fields() + types() + cases() + nested() }

    private static func fields() throws -> [ContractChange] {
        let plain = [WithOptional(text: "a", tag: nil)]
        let tagged = [WithRequired(text: "a", tag: "b")]
        return [
            try .init("nothing", nil, old: [note], new: [note]),
            try .init("fields change places", nil, old: tagged, new: [Swapped(tag: "a", text: "b")]),
            try .init("a property is renamed, its key is not", nil, old: [note], new: [Renamed(content: "a")]),
            try .init(
                "an optional field is added", .optionalFieldAdded, old: [note],
                new: plain + [.init(text: "a", tag: "b")]),
            try .init(
                "a field with a default is added", .optionalFieldAdded, old: [note],
                new: [WithDefault(text: "a", tag: "b")]),
            try .init("an optional field is removed", .optionalFieldRemoved, old: plain, new: [note]),
            try .init("a required field is added", .requiredFieldAdded, old: [note], new: tagged),
            try .init("a required field is removed", .requiredFieldRemoved, old: tagged, new: [note]),
            try .init("an optional field becomes required", .fieldBecameRequired, old: plain, new: tagged),
            try .init("a required field becomes optional", .fieldBecameOptional, old: tagged, new: plain),
            try .init("a field becomes nullable", .becameNullable, old: [note], new: [Nullable(text: nil)]),
            try .init("a field is no longer nullable", .noLongerNullable, old: [Nullable(text: nil)], new: [note]),
        ]
    }

    private static func types() throws -> [ContractChange] {
        let id = ID<Note>.sample
        return [
            try type("whole number to number", 1, 1.5),
            try type("whole number to text", 1, "a"),
            try type("wider whole number", Int32(1), Int64.max),
            try type("whole number without sign", -1, UInt64(1)),
            try type("number of less range", 1e300, Float(1)),
            try type("number to decimal", 1e300, Decimal(1)),
            try type("text to true or false", "a", true),
            try type("id to text", id, "a"),
            try type("time to text", Date(timeIntervalSince1970: 0), "a"),
            try type("data to text", Data(), "?"),
            try type("text to one of some", "a", Two.held),
            try type("whole number to one of some", 9, Low.one),
            try type("one to many", "a", ["a"]),
            try type("list to object", ["a"], ["a": "b"]),
            try type("object to text", note, "a"),
            try .init("a text becomes secret", nil, old: [Of(value: "a")], new: [Of(value: Secret("b"))]),
        ]
    }

    private static func type<Old: Codable & Sendable, New: Codable & Sendable>(
        _ title: String, _ old: Old, _ new: New
    ) throws -> ContractChange {
        try .init(title, .typeChanged, old: [Of(value: old)], new: [Of(value: new)])
    }

    private static func cases() throws -> [ContractChange] {
        let two = Two.allCases.map { Of(value: $0) }
        let three = Three.allCases.map { Of(value: $0) }
        return [
            try .init("a case is added", .caseAdded, old: two, new: three),
            try .init("a case is removed", .caseRemoved, old: three, new: two),
            try .init(
                "a number's case is added", .caseAdded, old: Low.allCases.map { Of(value: $0) },
                new: High.allCases.map { Of(value: $0) }),
        ]
    }

    private static func nested() throws -> [ContractChange] {
        let tagged = WithRequired(text: "a", tag: "b")
        return [
            try .init(
                "in a list", .requiredFieldAdded, old: [Lines(lines: [note])], new: [LinesWithRequired(lines: [tagged])]
            ),
            try .init(
                "in a dictionary", .requiredFieldAdded, old: [ByName(notes: ["a": note])],
                new: [ByNameWithRequired(notes: ["a": tagged])]),
            try .init(
                "in an optional", .requiredFieldAdded, old: [Of<Note?>(value: note)],
                new: [Of<WithRequired?>(value: tagged)]),
            try .init(
                "in a type that holds itself", .requiredFieldAdded, old: [Tree(children: [Tree(children: [])])],
                new: [Bush(children: [], height: 1)]),
        ]
    }
}
