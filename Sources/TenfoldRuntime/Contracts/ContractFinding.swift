/// One difference between two builds' contracts.
struct ContractFinding: Hashable, Sendable, CustomStringConvertible {
    let rule: ContractRule
    let severity: ContractRule.Severity
    /// The message's wire name; the app's, where all messages are concerned.
    let message: String
    /// `reply.lines[].quantity`; empty where the whole message is concerned.
    let path: String
    let was: String
    let now: String
    /// Why it breaks whom, or why it does not.
    let reason: String
    let remedy: String

    var description: String {
        let place = path.isEmpty ? message : "\(message)  \(path)"
        return """
            \(severity.rawValue): \(place)  (\(rule.rawValue))
                was: \(was)
                is:  \(now)
                why: \(reason)
                do:  \(remedy)
            """
    }
}
