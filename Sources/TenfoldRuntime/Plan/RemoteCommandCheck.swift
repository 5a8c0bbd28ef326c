import TenfoldCore

/// Whether a command that a module sends to another service is sent from where it is recorded.
///
/// A declaration says what a module sends, not from which of its handlers. So it is safe where only recorded handlers
/// can send it, unsafe where none of them can, and else for a person to look at.
struct RemoteCommandCheck {
    let module: ModuleDescription
    let call: PlannedCall

    func finding() -> PlanFinding? {
        let unrecorded = prepared + queries
        if unrecorded.isEmpty && loose.isEmpty { return nil }
        let isRecordedSomewhere = !recorded.isEmpty
        if isRecordedSomewhere {
            return prepared.isEmpty ? nil : finding(.warning, from: prepared, "if")
        }
        return unrecorded.isEmpty ? finding(.warning, from: loose, "when") : finding(.danger, from: unrecorded, "when")
    }

    private func finding(_ severity: PlanFinding.Severity, from places: [String], _ word: String) -> PlanFinding {
        PlanFinding(
            severity: severity, code: "plan.command-in-two-modules",
            reason: "\(word) \(places.joined(separator: " or ")) sends \(call.message) from service "
                + "\(call.fromService) to \(call.toService), nothing records it: where the sender then fails, its own "
                + "rows are missing and the other module's stay",
            remedy: "send it from a command in steps (`handleInSteps`), or publish an event that "
                + "\(receiver) listens to, or host both modules in one service")
    }

    private var receiver: String { String(call.message.prefix { $0 != "." }) }

    /// Steps are recorded one by one; an event is delivered until its subscriber is done, under the event's key.
    private var recorded: [String] {
        commands(.steps) + module.subscribes.map { "the subscriber of \($0.name)" }
    }

    private var prepared: [String] { commands(.prepared).map { "\($0)'s prepare" } }

    private var queries: [String] { module.queries.map { "the query \($0.name)" } }

    /// Each run of a timer sends anew, and a raw route's client may ask again.
    private var loose: [String] {
        module.timers.map { "the timer \($0)" } + module.rawRoutes.map { "\($0.method.rawValue) \($0.path)" }
    }

    private func commands(_ kind: CommandKind) -> [String] {
        module.commands.map { $0.name }.filter { module.commandKinds[$0] == kind }
    }
}
