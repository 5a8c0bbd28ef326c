/// What can change between two builds. The rules are those of a rolling deploy: builds old and new run side by side, so
/// each reads what the other writes, in both directions; and what was stored is read later. docs/concepts/contracts.md
/// has them as a table.
enum ContractRule: String, Sendable, CaseIterable {
    case appRenamed = "app-renamed"
    case messageAdded = "message-added"
    case messageRemoved = "message-removed"
    case kindChanged = "kind-changed"
    case optionalFieldAdded = "optional-field-added"
    case optionalFieldRemoved = "optional-field-removed"
    case requiredFieldAdded = "required-field-added"
    case requiredFieldRemoved = "required-field-removed"
    case fieldBecameRequired = "field-became-required"
    case fieldBecameOptional = "field-became-optional"
    case becameNullable = "became-nullable"
    case noLongerNullable = "no-longer-nullable"
    case typeChanged = "type-changed"
    case caseAdded = "case-added"
    case caseRemoved = "case-removed"
    case notComparable = "not-comparable"

    /// Where in a message something is: who writes it, and who reads it.
    enum Position: String, Sendable, CaseIterable { case body, reply, event }

    enum Severity: String, Sendable, Comparable {
        /// Some build cannot read what another writes.
        case breaking
        /// Nothing breaks, if it is done in the order that the finding says.
        case note

        static func < (left: Severity, right: Severity) -> Bool { left == .breaking && right == .note }
    }

    /// Calls never go in circles, so those who answer can always be deployed before those who call: a new message, or a
    /// new case in a body, is first sent when all who answer know it. Nothing says of a reply or an event that all its
    /// readers are new.
    func severity(in position: Position) -> Severity {
        switch self {
        case .messageAdded, .optionalFieldAdded, .optionalFieldRemoved, .notComparable: .note
        case .caseAdded: position == .body ? .note : .breaking
        default: .breaking
        }
    }
}
