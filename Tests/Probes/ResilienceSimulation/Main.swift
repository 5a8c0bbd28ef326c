/// What each policy does to latency and success where some of 100 replicas are ill:
/// `resilience-simulation [--seed N] [--requests N]`. Prints a table in Markdown.
@main enum Main {
    static func main() {
        let seed = number(after: "--seed") ?? 1
        let requests = number(after: "--requests") ?? 120_000
        print("\(requests) requests of 10 callers to \(Scenario.replicas) replicas, seed \(seed)\n")
        print(Outcome.header)
        for scenario in Scenario.allCases {
            for policy in Policy.allCases {
                var simulation = Simulation(scenario, policy, requests: requests, seed: UInt64(max(0, seed)))
                print(simulation.run().row)
            }
        }
    }

    private static func number(after option: String) -> Int? {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? Int(arguments[$0 + 1]) : nil }
    }
}
