import Foundation

/// A comparison of the `benchmarks` program, which measures both sides in turns in its own process.
struct InProcessComparison: Decodable {
    struct Side: Decodable {
        var name: String
        var figures: [Double]
    }
    var title: String
    var unit: String
    var baseline: Side
    var subject: Side

    static func run(_ name: String, _ bench: Bench) throws -> InProcessComparison {
        let program = try bench.builder.own("in-process")
        let folder = try Workspace.shared.newFolder("in-process")
        let text = try Tool.run([program, folder, "--only", name, "--json", "--rounds", "\(bench.options.rounds)"])
        guard let line = text.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw Failure("benchmarks said: \(text)")
        }
        return try JSONDecoder().decode(Self.self, from: Data(line.utf8))
    }

    var table: Table {
        Table(
            header: ["", unit, "lowest to highest"],
            rows: [baseline, subject].map { [$0.name, Figure.fine($0.figures.median), $0.figures.range(Figure.fine)] })
    }
}

/// A call to another module in the same process.
struct ModuleCalls: Row {
    static let id = "calls"
    static let title = "A bound local sender"

    static let askedNanoseconds = 250.0

    func measure(_ bench: Bench) throws -> Section {
        let comparison = try InProcessComparison.run("calls", bench)
        let differences = zip(comparison.subject.figures, comparison.baseline.figures).map { $0 - $1 }
        return Section(
            title: Self.title,
            text: """
                A million calls to another module through a sender that was bound at start, with its checks of transaction \
                and deadline, against direct async calls of the same function (24 ns, earlier and elsewhere).
                """,
            findings: [
                Finding(
                    workload: "a bound local sender",
                    against: "a direct async call: \(Figure.fine(comparison.baseline.figures.median)) ns",
                    asked: "at most \(Figure.whole(Self.askedNanoseconds)) ns more",
                    measured: "\(Figure.whole(differences.median)) ns more", spread: differences.range(Figure.whole),
                    verdict: Verdict(differences.median <= Self.askedNanoseconds))
            ],
            tables: [comparison.table], commands: ["benchmarks FOLDER --only calls"])
    }
}

/// What sharing commits brings.
struct GroupCommit: Row {
    static let id = "commits"
    static let title = "Group commit"

    func measure(_ bench: Bench) throws -> Section {
        let comparison = try InProcessComparison.run("commits", bench)
        let ratios = zip(comparison.subject.figures, comparison.baseline.figures).map { $0 / $1 }
        return Section(
            title: Self.title,
            text: """
                Commands in one process, without HTTP: key, one insert, one event and the reply, on disk. 64 clients whose \
                commands share commits, against one client whose commands come one by one.
                """,
            findings: [
                Finding(
                    workload: "64 clients with group commit, in process", against: "1 client, one by one", asked: "",
                    measured: Figure.times(ratios.median), spread: ratios.range(Figure.fine), verdict: .told)
            ],
            tables: [comparison.table], commands: ["benchmarks FOLDER --only commits"])
    }
}
