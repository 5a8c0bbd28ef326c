/// What telemetry itself costs: the first row with and without it.
struct TelemetryCost: Row {
    static let id = "telemetry"
    static let title = "What telemetry costs a request"

    /// The option of `serve` that leaves request metrics, request ids and traces out.
    static let option = "--no-telemetry"

    func measure(_ bench: Bench) throws -> Section {
        let help = try Tool.run([try bench.builder.own("hello"), "serve", "--help"])
        guard help.contains(Self.option) else { throw Failure("`serve` has no \(Self.option)") }
        let client = try bench.lockstep()
        let with = try RequestCost(
            of: try bench.apps.hello(loops: 1, stripped: true), path: "/plaintext", client: client)
        let without = try RequestCost(
            of: try bench.apps.hello(loops: 1, options: [Self.option], stripped: true), path: "/plaintext",
            client: client)
        let instructions = with.instructions - without.instructions
        let part = instructions / with.instructions * 100
        return Section(
            title: Self.title,
            text: """
                The 13-byte route counted as above, as it is and with `\(Self.option)`: without request metrics, request id \
                and trace.
                """,
            findings: [
                Finding(
                    workload: "telemetry, a request", against: "the same request without", asked: "",
                    measured: "\(Figure.whole(instructions)) instructions (\(Figure.whole(part)) %), "
                        + "\(Figure.fine(with.mallocs - without.mallocs)) mallocs",
                    verdict: .told)
            ],
            tables: [
                Table(
                    header: ["Tenfold, 13 bytes", "instructions", "mallocs", "system calls"],
                    rows: [["with telemetry"] + with.cells, ["without"] + without.cells])
            ])
    }
}
