import TenfoldCore
import Testing

@testable import TenfoldRuntime

/// One change of a type: what the rules must say of it, and what really happens when each build reads the other's JSON.
struct ContractChange: Sendable, CustomTestStringConvertible {
    let title: String
    /// Nil where nothing is to be said.
    let rule: ContractRule?
    let old: JSONSchema
    let new: JSONSchema
    /// Whether every value of the old build was read by the new one, and the other way round.
    let newReadsOld: Bool
    let oldReadsNew: Bool

    /// The values are what each build may write: give those that are hard to read for the other.
    init<Old: Codable & Sendable, New: Codable & Sendable>(
        _ title: String, _ rule: ContractRule?, old: [Old], new: [New]
    ) throws {
        self.title = title
        self.rule = rule
        self.old = SchemaProbe.schema(of: Old.self).canonical
        self.new = SchemaProbe.schema(of: New.self).canonical
        newReadsOld = try old.allSatisfy { try Self.isRead($0, as: New.self) }
        oldReadsNew = try new.allSatisfy { try Self.isRead($0, as: Old.self) }
    }

    var testDescription: String { title }

    /// As calls, outboxes and records of replies do it.
    private static func isRead<Value: Codable, Reader: Codable>(
        _ value: Value, as reader: Reader.Type
    ) throws -> Bool {
        let bytes = try StreamingJSON.encode(value)
        do {
            _ = try StreamingJSON.decode(reader, from: bytes)
            return true
        } catch is DecodingError {
            return false
        }
    }

    /// The findings where the type is a body, a reply or an event.
    func findings(in position: ContractRule.Position) -> [ContractFinding] {
        ContractComparison(from: document(of: old, position), to: document(of: new, position)).findings
    }

    private func document(of schema: JSONSchema, _ position: ContractRule.Position) -> ContractDocument {
        let nothing = JSONSchema.object([])
        let message =
            switch position {
            case .body:
                ContractMessage(
                    name: "notes.Add", kind: .command, path: "/app.notes/Add", body: schema, reply: nothing,
                    usedBy: ["diary"])
            case .reply:
                ContractMessage(
                    name: "notes.Find", kind: .query, path: "/app.notes/Find", body: nothing, reply: schema,
                    usedBy: ["diary"])
            case .event:
                ContractMessage(
                    name: "notes.Added", kind: .event, path: nil, body: schema, reply: nil, usedBy: ["diary"])
            }
        return ContractDocument(app: "app", messages: [message])
    }
}
