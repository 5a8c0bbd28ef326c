/// Whether rows should live in their primary key's tree (decision 0007).
struct RowNumbers: Row {
    static let id = "rowid"
    static let title = "Rows in their primary key, or with row numbers"

    private static let sizes = [("small", 60), ("middling", 500), ("large", 2000)]
    private static let batch = 32

    func measure(_ bench: Bench) throws -> Section {
        let floor = try SQLiteFloor(bench)
        let seconds = max(1, bench.options.seconds / 2)
        var section = Section(
            title: Self.title,
            text: """
                Inserts on SQLite's C API, \(Self.batch) a commit, `synchronous = FULL`, ids as Tenfold makes them: tables \
                WITHOUT ROWID against tables with hidden row numbers and an index. It is what decision 0007 asks.
                """)
        for (name, bytes) in Self.sizes {
            let folder = try Workspace.shared.newFolder("rows")
            let rounds = try Rounds(["key", "rowid"], rounds: bench.options.rounds) { number in
                let kind = ["key", "rowid"][number]
                return try floor.rows(
                    "\(folder)/\(kind).sqlite", seconds: seconds, batch: Self.batch, kind: kind, bytes: bytes)
            }
            let ratios = rounds.ratios(0, to: 1) { $0 }
            section.findings.append(
                Finding(
                    workload: "inserts of \(name) rows (\(Figure.whole(Double(bytes))) bytes), WITHOUT ROWID",
                    against: "with row numbers: \(Figure.whole(rounds.results[1].median)) a second",
                    asked: "",
                    measured: "\(Figure.times(ratios.median)): \(Figure.whole(rounds.results[0].median)) a second",
                    spread: ratios.range(Figure.fine), verdict: .told))
            section.commands.append("sqlite-floor rows FILE SECONDS \(Self.batch) key|rowid \(bytes)")
        }
        return section
    }
}
