import Tenfold

/// What group commit brings: 64 clients whose commands wait together, beside one client whose commands come one by one.
///
/// A command is its key's row, one insert, one event with its sequence, and the reply, on disk before it is answered.
struct CommitBenchmark {
    let application: Application
    var rounds = 5
    var clients = 64
    var commandsAlone = 1_000
    var commandsOfAClient = 100

    func run() async throws -> Comparison {
        try await Comparison(
            "Commands on disk (one insert, one event, one reply each)", unit: "a second", rounds: rounds,
            baseline: ("1 client, one by one", { try await rate(clients: 1, each: commandsAlone) }),
            subject: ("\(clients) clients, group commit", { try await rate(clients: clients, each: commandsOfAClient) })
        )
    }

    private func rate(clients: Int, each commands: Int) async throws -> Double {
        let started = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<clients {
                group.addTask { [application] in
                    for amount in 0..<commands { _ = try await application.send(AddEntry(amount: amount)) }
                }
            }
            try await group.waitForAll()
        }
        return Double(clients * commands) / (ContinuousClock.now - started).inSeconds
    }
}
