import Foundation

/// docs/benchmarks.md.
struct Page {
    let options: Options
    let sections: [Section]
    let began: Date
    let seconds: Double

    var markdown: String {
        let text = ([head, summary] + sections.map(detail)).joined(separator: "\n\n")
        let lines = withoutMachinePaths(text).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n") + "\n"
    }

    /// The same table for a terminal.
    var terminalTable: String {
        let rows = findings.map { [$0.workload, $0.against, $0.asked, $0.measured, $0.verdict.text] }
        let header = ["workload", "floor or peer", "asked", "measured", ""]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Whether every row could be measured.
    var isComplete: Bool { !findings.contains { if case .notMeasured = $0.verdict { true } else { false } } }

    private var findings: [Finding] { sections.flatMap(\.findings) }

    private var head: String {
        let date = began.formatted(.iso8601.year().month().day().dateSeparator(.dash))
        let versions = Versions.tools + uniqueVersions
        return """
            # Benchmarks

            Written by `\(options.commandLine)` on \(date), in \(Figure.whole(seconds / 60)) minutes. Do not edit it: run the
            command again. How the figures come about is in [Benchmarks](../Benchmarks/README.md).

            Wall time is noisy on shared machines, counts are not. Of what is timed, the contestants were measured in turns
            (\(options.rounds) rounds of \(options.seconds) s each, every round beginning with another); a figure is the
            median of the rounds, a ratio the median of the rounds' own ratios. The load client runs on the same cores.
            [Where a request's time goes](request-path.md) takes apart what is not reached.

            \(Table(header: ["machine", ""], rows: Machine.facts).markdown)

            \(Table(header: ["program", "version"], rows: versions.map { [$0.name, $0.version] }).markdown)
            """
    }

    private var uniqueVersions: [(name: String, version: String)] {
        var seen: Set<String> = []
        return sections.flatMap(\.versions).filter { seen.insert($0.name).inserted }
    }

    private var summary: String {
        let rows = findings.map { [$0.workload, $0.against, $0.asked, $0.measured, $0.spread, $0.verdict.text] }
        let header = ["workload", "floor or peer", "asked", "measured", "spread", ""]
        return "## All figures\n\n" + Table(header: header, rows: rows).markdown
    }

    private func detail(_ section: Section) -> String {
        var parts = ["## \(section.title)", section.text]
        parts += section.tables.map(\.markdown)
        if !section.commands.isEmpty {
            parts.append("```sh\n" + section.commands.joined(separator: "\n") + "\n```")
        }
        return parts.joined(separator: "\n\n")
    }

    /// As it holds in any checkout.
    private func withoutMachinePaths(_ text: String) -> String {
        text.replacing("\(Workspace.shared.temporary)/", with: "$TMP/")
            .replacing("\(Workspace.shared.root)/", with: "")
    }
}
