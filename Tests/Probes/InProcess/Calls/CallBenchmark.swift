import Tenfold

/// What a call to another module costs in the same process, beside a plain async call of the same function.
struct CallBenchmark {
    let application: Application
    var rounds = 5
    var calls = 1_000_000

    func run() async throws -> Comparison {
        try await Comparison(
            "A call to another module", unit: "ns", rounds: rounds,
            baseline: ("a direct async call", { try await application.send(TimeCalls(isDirect: true, calls: calls)) }),
            subject: ("a bound local sender", { try await application.send(TimeCalls(isDirect: false, calls: calls)) }))
    }
}
