/// What findings say of a field: why it breaks whom, and what to do.
struct ContractWording {
    let message: ContractMessage
    let position: ContractRule.Position

    func reason(for rule: ContractRule) -> String {
        switch rule {
        case .requiredFieldAdded: broken("old", "leave it out", "new")
        case .requiredFieldRemoved: broken("new", "leave it out", "old")
        case .fieldBecameRequired: broken("old", "may leave it out", "new")
        case .fieldBecameOptional: broken("new", "may leave it out", "old")
        case .becameNullable: broken("new", "may have null here", "old")
        case .noLongerNullable: broken("old", "may have null here", "new")
        case .typeChanged: "\(writers) of one build may have a value here that \(readers("the other")) cannot read."
        case .caseAdded:
            position == .body
                ? "The old build refuses the new case, and does nothing. It knows all others."
                : broken("new", "may have the new case", "old")
        case .caseRemoved: broken("old", "may have the case that is gone", "new")
        case .optionalFieldAdded: "The old build reads past it, and loses it where it passes the value on."
        case .optionalFieldRemoved: "The new build reads past it, and loses what the old one writes."
        default: "One of the two is not known, so the check cannot tell."
        }
    }

    func remedy(for rule: ContractRule) -> String {
        switch rule {
        case .requiredFieldAdded: "Make it optional, or decode it with a default: `decodeIfPresent(…) ?? …`."
        case .requiredFieldRemoved:
            "Keep it. If it was renamed, keep its name on the wire with CodingKeys."
        case .fieldBecameRequired: "Keep it optional, and check it where it is used."
        case .fieldBecameOptional:
            "Keep it required; or accept this once, and write it always until no old build runs."
        case .becameNullable: "Write a value that stands for none, or add an optional field of another name."
        case .noLongerNullable: "Keep reading null."
        case .typeChanged: "Keep it, and add an optional field of another name with the new type."
        case .caseAdded:
            position == .body
                ? "Deploy \(message.module) before those who send the new case."
                : "Keep the cases, and say it in an optional field; or accept this once, and write the new case only when no old build runs."
        case .caseRemoved: "Keep the case for reading, and write it no more."
        case .optionalFieldAdded, .optionalFieldRemoved: "Nothing, if that loss does no harm."
        default: "Look at it yourself; `notCompared` in the contract says why."
        }
    }

    private func broken(_ writing: String, _ what: String, _ reading: String) -> String {
        "\(writers) of the \(writing) build\(late(writing)) \(what), and \(readers("the \(reading)")) cannot read that."
    }

    private var writers: String {
        switch position {
        case .body: "Messages"
        case .reply: "Replies"
        case .event: "Events"
        }
    }

    /// What an old build wrote comes later than it ran.
    private func late(_ build: String) -> String {
        guard build == "old" else { return "" }
        return switch position {
        case .body: " (from \(users("callers")))"
        case .reply: " (recorded ones, too)"
        case .event: " (those still in its outbox, too)"
        }
    }

    private func readers(_ build: String) -> String {
        switch position {
        case .body: "\(message.module) of \(build) build"
        case .reply: "\(users("callers")) of \(build) build"
        case .event: "\(users("subscribers")) of \(build) build"
        }
    }

    private func users(_ role: String) -> String {
        message.usedBy.isEmpty ? role : message.usedBy.joined(separator: ", ")
    }
}
