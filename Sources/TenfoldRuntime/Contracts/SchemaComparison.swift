/// Compares the schemas of one place in a message, and gathers what is different. Pure.
struct SchemaComparison {
    /// A difference at a path.
    struct Difference: Hashable, Sendable {
        let rule: ContractRule
        let path: String
        let was: String
        let now: String
    }

    private(set) var differences: [Difference] = []
    /// What `recursive` stands for, by level.
    private var oldAnchors: [Int: JSONSchema] = [:]
    private var newAnchors: [Int: JSONSchema] = [:]
    /// Unrolled already, so that types that hold themselves come to an end.
    private var unrolled: Set<Pair> = []

    private struct Pair: Hashable {
        let old: JSONSchema
        let new: JSONSchema
    }

    init(from old: JSONSchema, to new: JSONSchema, at path: String) {
        compare(old, new, path)
    }

    private mutating func compare(_ old: JSONSchema, _ new: JSONSchema, _ path: String) {
        switch (old, new) {
        case (.anchored(let oldLevel, let oldInner), .anchored(let newLevel, let newInner)):
            unrolled.insert(Pair(old: old, new: new))
            let around = (oldAnchors.updateValue(old, forKey: oldLevel), newAnchors.updateValue(new, forKey: newLevel))
            compare(oldInner, newInner, path)
            (oldAnchors[oldLevel], newAnchors[newLevel]) = around
        case (.anchored(let level, let inner), _):
            let around = oldAnchors.updateValue(old, forKey: level)
            compare(inner, new, path)
            oldAnchors[level] = around
        case (_, .anchored(let level, let inner)):
            let around = newAnchors.updateValue(new, forKey: level)
            compare(old, inner, path)
            newAnchors[level] = around
        case (.recursive, _), (_, .recursive): unroll(old, new, path)
        case (.any, .any): break
        case (.any, _), (_, .any): note(.notComparable, path, old, new)
        case (.nullable(let oldInner), .nullable(let newInner)): compare(oldInner, newInner, path)
        case (.nullable(let inner), _):
            note(.noLongerNullable, path, old, new)
            compare(inner, new, path)
        case (_, .nullable(let inner)):
            note(.becameNullable, path, old, new)
            compare(old, inner, path)
        case (.object(let oldFields), .object(let newFields)): compare(oldFields, newFields, path)
        case (.array(let oldElement), .array(let newElement)): compare(oldElement, newElement, path + "[]")
        case (.map(let oldValue), .map(let newValue)): compare(oldValue, newValue, path + ".*")
        case (.enumeration(let oldCases), .enumeration(let newCases)): compare(cases: oldCases, newCases, path)
        case (.integerEnumeration(let oldCases), .integerEnumeration(let newCases)):
            compare(cases: oldCases.map(String.init), newCases.map(String.init), path)
        default:
            if old.isWritten(differentlyFrom: new) { note(.typeChanged, path, old, new) }
        }
    }

    private mutating func compare(
        _ old: [JSONSchema.Property], _ new: [JSONSchema.Property], _ path: String
    ) {
        for name in Set(old.map(\.name) + new.map(\.name)).sorted() {
            let path = "\(path).\(name)"
            switch (old.first { $0.name == name }, new.first { $0.name == name }) {
            case (let removed?, nil):
                let rule: ContractRule = removed.isRequired ? .requiredFieldRemoved : .optionalFieldRemoved
                note(rule, path, was: removed.summary, now: "no such field")
            case (nil, let added?):
                let rule: ContractRule = added.isRequired ? .requiredFieldAdded : .optionalFieldAdded
                note(rule, path, was: "no such field", now: added.summary)
            case (let old?, let new?):
                if old.isRequired != new.isRequired {
                    let rule: ContractRule = new.isRequired ? .fieldBecameRequired : .fieldBecameOptional
                    note(rule, path, was: old.summary, now: new.summary)
                }
                compare(old.schema, new.schema, path)
            case (nil, nil): break
            }
        }
    }

    private mutating func compare(cases old: [String], _ new: [String], _ path: String) {
        let was = "one of \(old.joined(separator: ", "))"
        let now = "one of \(new.joined(separator: ", "))"
        if !Set(new).isSubset(of: old) { note(.caseAdded, path, was: was, now: now) }
        if !Set(old).isSubset(of: new) { note(.caseRemoved, path, was: was, now: now) }
    }

    /// Puts what a `recursive` stands for in its place, once for each pair.
    private mutating func unroll(_ old: JSONSchema, _ new: JSONSchema, _ path: String) {
        guard let wholeOld = Self.resolve(old, oldAnchors), let wholeNew = Self.resolve(new, newAnchors) else {
            return note(.notComparable, path, old, new)
        }
        guard unrolled.insert(Pair(old: wholeOld, new: wholeNew)).inserted else { return }
        compare(wholeOld, wholeNew, path)
    }

    private static func resolve(_ schema: JSONSchema, _ anchors: [Int: JSONSchema]) -> JSONSchema? {
        guard case .recursive(let level) = schema else { return schema }
        return anchors[level]
    }

    private mutating func note(_ rule: ContractRule, _ path: String, _ old: JSONSchema, _ new: JSONSchema) {
        note(rule, path, was: old.summary, now: new.summary)
    }

    private mutating func note(_ rule: ContractRule, _ path: String, was: String, now: String) {
        let difference = Difference(rule: rule, path: path, was: was, now: now)
        if !differences.contains(difference) { differences.append(difference) }
    }
}

extension JSONSchema {
    /// A secret text is a text on the wire.
    fileprivate func isWritten(differentlyFrom other: JSONSchema) -> Bool { withoutSecrecy != other.withoutSecrecy }

    private var withoutSecrecy: JSONSchema { self == .string(format: "password") ? .string(format: nil) : self }
}

extension JSONSchema.Property {
    fileprivate var summary: String { (isRequired ? "required: " : "optional: ") + schema.summary }
}
