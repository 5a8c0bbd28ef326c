/// The JSON coder, counted.
struct JSONCounts: Row {
    static let id = "json"
    static let title = "JSON of 192 bytes, instructions"

    private static let asked = [("encode", 9000.0, "prototype 8,400"), ("decode", 14_000.0, "prototype 12,800")]

    func measure(_ bench: Bench) throws -> Section {
        let program = try Stripped.copy(of: try bench.builder.own("json-count"))
        var section = Section(
            title: Self.title,
            text: """
                A struct of five fields: a string with an escape, an integer, a double, a boolean and an optional. The \
                difference of 2,200 and 200 values under callgrind, for each value. Earlier and elsewhere: a prototype \
                8,400 to encode and 12,800 to decode, Foundation 23,800 and 39,700.
                """)
        for (verb, limit, floor) in Self.asked {
            let ours = try instructions(program, verb, "tenfold")
            let foundation = try instructions(program, verb, "foundation")
            section.findings.append(
                Finding(
                    workload: "JSON of 192 bytes: instructions to \(verb)",
                    against: "\(floor); Foundation here \(Figure.whole(foundation))",
                    asked: "at most \(Figure.whole(limit))", measured: Figure.whole(ours),
                    spread: "\(Figure.times(foundation / ours)) fewer than Foundation", verdict: Verdict(ours <= limit))
            )
            section.commands.append("valgrind --tool=callgrind json-count \(verb) tenfold 200     # and 2200")
        }
        return section
    }

    private func instructions(_ program: String, _ verb: String, _ coder: String) throws -> Double {
        try Callgrind().perStep({ [program, verb, coder, "\($0)"] }, few: 200, many: 2200)
    }
}
