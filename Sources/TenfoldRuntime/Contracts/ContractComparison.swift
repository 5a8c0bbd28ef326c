/// What has changed from an old build's contract to a new one's, for builds that run side by side. Pure.
struct ContractComparison: Sendable {
    /// Those that break first, then in the order of messages and fields.
    let findings: [ContractFinding]

    var breaking: [ContractFinding] { findings.filter { $0.severity == .breaking } }

    init(from old: ContractDocument, to new: ContractDocument) {
        let before = Self.byName(old)
        let after = Self.byName(new)
        let names = Set(before.keys).union(after.keys).sorted()
        let found = names.flatMap { Self.findings(before[$0], after[$0]) }
        let all = (old.app == new.app ? [] : [Self.renamed(from: old.app, to: new.app)]) + found
        findings = all.filter { $0.severity == .breaking } + all.filter { $0.severity == .note }
    }

    private static func byName(_ document: ContractDocument) -> [String: ContractMessage] {
        Dictionary(document.messages.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func findings(_ old: ContractMessage?, _ new: ContractMessage?) -> [ContractFinding] {
        switch (old, new) {
        case (let old?, nil): [removed(old)]
        case (nil, let new?): [added(new)]
        case (let old?, let new?):
            old.kind == new.kind ? changed(old, new) : [kindChanged(old, new)]
        case (nil, nil): []
        }
    }

    private static func changed(_ old: ContractMessage, _ new: ContractMessage) -> [ContractFinding] {
        var findings = differences(old.body, new.body, "body", new, old.kind == .event ? .event : .body)
        if let before = old.reply, let after = new.reply {
            findings += differences(before, after, "reply", new, .reply)
        }
        return findings
    }

    private static func differences(
        _ old: JSONSchema, _ new: JSONSchema, _ path: String, _ message: ContractMessage,
        _ position: ContractRule.Position
    ) -> [ContractFinding] {
        let wording = ContractWording(message: message, position: position)
        return SchemaComparison(from: old, to: new, at: path).differences.map { difference in
            ContractFinding(
                rule: difference.rule, severity: difference.rule.severity(in: position), message: message.name,
                path: difference.path, was: difference.was, now: difference.now,
                reason: wording.reason(for: difference.rule), remedy: wording.remedy(for: difference.rule))
        }
    }

    // MARK: Whole messages

    private static func renamed(from old: String, to new: String) -> ContractFinding {
        whole(
            .appRenamed, new, was: old, now: new,
            reason: "The app's name is in every path, so no build finds a message of the other.",
            remedy: "Keep the app's name: `static let name = \"\(old)\"`.")
    }

    private static func added(_ message: ContractMessage) -> ContractFinding {
        let isEvent = message.kind == .event
        return whole(
            .messageAdded, message.name, was: "no such message", now: "a \(message.kind.rawValue)",
            reason: isEvent ? "The old build does not publish it." : "The old build does not answer it.",
            remedy: isEvent ? "Nothing." : "Deploy \(message.module) before those who send it.")
    }

    private static func removed(_ message: ContractMessage) -> ContractFinding {
        let users = message.usedBy.isEmpty ? "" : " (\(message.usedBy.joined(separator: ", ")))"
        let isEvent = message.kind == .event
        return whole(
            .messageRemoved, message.name, was: "a \(message.kind.rawValue)", now: "no such message",
            reason: isEvent
                ? "Subscribers of the old build\(users) wait for it, and events in outboxes have nobody who knows them."
                : "Callers of the old build\(users) and clients send it, and the new build does not answer it.",
            remedy: isEvent
                ? "Keep it until no build publishes it and the outboxes are empty. If it was renamed, keep its `name`."
                : "Keep it until nobody sends it. If it was renamed, keep its `name`.")
    }

    private static func kindChanged(_ old: ContractMessage, _ new: ContractMessage) -> ContractFinding {
        whole(
            .kindChanged, new.name, was: "a \(old.kind.rawValue)", now: "a \(new.kind.rawValue)",
            reason:
                "The other build sends it in another way: a command has a key, a query may be repeated, an event is heard.",
            remedy: "Keep it, and add a message of another name.")
    }

    private static func whole(
        _ rule: ContractRule, _ message: String, was: String, now: String, reason: String, remedy: String
    ) -> ContractFinding {
        ContractFinding(
            rule: rule, severity: rule.severity(in: .body), message: message, path: "", was: was, now: now,
            reason: reason, remedy: remedy)
    }
}
