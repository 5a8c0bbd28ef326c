import Testing

@testable import TenfoldRuntime

@Suite struct ContractComparisonTests {
    private let query = ContractMessage(
        name: "notes.Find", kind: .query, path: "/app.notes/Find", body: .object([]), reply: .boolean,
        usedBy: ["diary"])
    private let event = ContractMessage(
        name: "notes.Added", kind: .event, path: nil, body: .object([]), reply: nil, usedBy: ["diary"])

    private func document(_ messages: ContractMessage...) -> ContractDocument {
        ContractDocument(app: "app", messages: messages)
    }

    private func findings(from old: ContractDocument, to new: ContractDocument) -> [ContractFinding] {
        ContractComparison(from: old, to: new).findings
    }

    @Test func `the same contract has no findings`() {
        #expect(findings(from: document(query, event), to: document(event, query)).isEmpty)
    }

    @Test func `a new message is no break, and its module goes first`() {
        let found = findings(from: document(), to: document(query))
        #expect(found.map(\.rule) == [.messageAdded])
        #expect(found.map(\.severity) == [.note])
        #expect(found.first?.remedy.contains("Deploy notes before") == true)
    }

    @Test(arguments: [0, 1])
    func `a message that is gone breaks those who use it`(_ index: Int) {
        let found = findings(from: document([query, event][index]), to: document())
        #expect(found.map(\.rule) == [.messageRemoved])
        #expect(found.map(\.severity) == [.breaking])
        #expect(found.first?.reason.contains("diary") == true)
    }

    @Test func `a message renamed is one gone and one new`() {
        let renamed = ContractMessage(
            name: "notes.Get", kind: .query, path: "/app.notes/Get", body: .object([]), reply: .boolean)
        #expect(findings(from: document(query), to: document(renamed)).map(\.rule) == [.messageRemoved, .messageAdded])
    }

    @Test func `a query that becomes a command breaks`() {
        let command = ContractMessage(
            name: query.name, kind: .command, path: query.path, body: query.body, reply: query.reply)
        let found = findings(from: document(query), to: document(command))
        #expect(found.map(\.rule) == [.kindChanged])
        #expect(found.map(\.severity) == [.breaking])
    }

    @Test func `an app that is renamed breaks every path, told once`() {
        let found = findings(from: document(query), to: ContractDocument(app: "other", messages: [query]))
        #expect(found.map(\.rule) == [.appRenamed])
        #expect(found.map(\.severity) == [.breaking])
    }

    @Test func `who uses a message is no part of the agreement`() {
        let alone = ContractMessage(
            name: query.name, kind: .query, path: query.path, body: query.body, reply: query.reply)
        #expect(findings(from: document(query), to: document(alone)).isEmpty)
        #expect(!ContractReport(of: document(alone), against: document(query), file: "f").isCurrent)
    }

    @Test func `what breaks is told first, and all of it`() {
        let changed = ContractMessage(
            name: "notes.Added", kind: .event, path: nil,
            body: .object([.init(name: "tag", schema: .boolean, isRequired: false)]), reply: nil)
        let report = ContractReport(of: document(changed), against: document(query, event), file: "old.json")
        #expect(report.isBreaking)
        #expect(report.comparison.findings.map(\.severity) == [.breaking, .note])
        #expect(report.text.hasSuffix("old.json: 1 breaking change, 1 note"))
    }

    @Test func `types that hold themselves are compared to their end, also where one holds itself later`() {
        func list(_ next: JSONSchema) -> JSONSchema {
            .object([.init(name: "next", schema: next, isRequired: false)])
        }
        let short = JSONSchema.anchored(level: 0, list(.recursive(level: 0)))
        let long = JSONSchema.anchored(level: 0, list(list(list(.recursive(level: 0)))))
        let other = JSONSchema.anchored(level: 0, list(list(.object([]))))
        #expect(SchemaComparison(from: short, to: long, at: "body").differences.isEmpty)
        #expect(SchemaComparison(from: long, to: short, at: "body").differences.isEmpty)
        #expect(
            SchemaComparison(from: short, to: other, at: "body").differences.map(\.path) == ["body.next.next.next"])
    }

    @Test func `an inner type that holds itself does not stand for one beside it`() {
        func holder(_ name: String) -> JSONSchema {
            .anchored(
                level: 1,
                .object([
                    .init(name: name, schema: .array(.recursive(level: 1)), isRequired: true),
                    .init(name: "whole", schema: .array(.recursive(level: 0)), isRequired: true),
                ]))
        }
        let both = JSONSchema.anchored(
            level: 0,
            .object([
                .init(name: "a", schema: holder("left"), isRequired: true),
                .init(name: "b", schema: holder("right"), isRequired: true),
            ]))
        #expect(SchemaComparison(from: both, to: both, at: "body").differences.isEmpty)
    }
}
