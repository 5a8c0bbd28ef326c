/// What a comparison found, for people and for exit codes.
struct ContractReport: Sendable {
    let comparison: ContractComparison
    /// Whether the file is what this build would write.
    let isCurrent: Bool
    let file: String

    init(of new: ContractDocument, against old: ContractDocument, file: String) {
        comparison = ContractComparison(from: old, to: new)
        isCurrent = old == new
        self.file = file
    }

    var isBreaking: Bool { !comparison.breaking.isEmpty }

    /// Every finding, then their number.
    var text: String {
        (comparison.findings.map(\.description) + [summary]).joined(separator: "\n")
    }

    /// For who wants the file to be that of this build.
    var currency: String {
        isCurrent
            ? "\(file) is what this build has"
            : "\(file) is not what this build has: write it anew with `contracts --output`, and commit it"
    }

    private var summary: String {
        let breaking = comparison.breaking.count
        let notes = comparison.findings.count - breaking
        return "\(file): \(Self.count(breaking, "breaking change")), \(Self.count(notes, "note"))"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number == 0 ? "no" : String(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}
