/// Whether a figure is where it was asked to be.
enum Verdict {
    case reached, missed, told
    case notMeasured

    init(_ isReached: Bool) { self = isReached ? .reached : .missed }

    var text: String {
        switch self {
        case .reached: "reached"
        case .missed: "**not reached**"
        case .told: "reported"
        case .notMeasured: "**not measured**"
        }
    }
}

/// One line of the table: a figure that was asked for, and what was found.
struct Finding {
    var workload: String
    /// The floor or peer.
    var against: String
    var asked: String
    var measured: String
    var spread = ""
    var verdict: Verdict

    static func notMeasured(_ workload: String, _ reason: String) -> Finding {
        Finding(workload: workload, against: "", asked: "", measured: reason, verdict: .notMeasured)
    }
}

/// A table of the page.
struct Table {
    var header: [String]
    var rows: [[String]]

    var markdown: String {
        let lines = [header, header.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}

/// What a row of the table gave.
struct Section {
    var title: String
    /// How it was measured, and what the floor figures are.
    var text: String
    var findings: [Finding] = []
    var tables: [Table] = []
    var commands: [String] = []
    /// Contestants and their versions, for the head of the page.
    var versions: [(name: String, version: String)] = []
}
