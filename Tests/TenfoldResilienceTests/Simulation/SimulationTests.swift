import Testing

@testable import resilience_simulation

/// What `resilience-simulation` prints at length, in short, as claims.
@Suite struct SimulationTests {
    private func outcome(_ scenario: Scenario, _ policy: Policy, requests: Int = 6_000) -> Outcome {
        var simulation = Simulation(scenario, policy, requests: requests, seed: 7)
        return simulation.run()
    }

    @Test func `the same seed gives the same outcome`() {
        #expect(outcome(.mixed, .retries, requests: 1_500) == outcome(.mixed, .retries, requests: 1_500))
    }

    @Test(arguments: [Scenario.slow, .dead, .frozen, .faulty, .flapping, .mixed])
    func `whatever ails five replicas, retries in a budget hide it`(scenario: Scenario) {
        let outcome = outcome(scenario, .retries)
        #expect(outcome.success > 0.999)
        #expect(outcome.amplification < 1.1)
        // A tenth of a hundred, for each caller.
        #expect(outcome.mostEjected <= 10)
    }

    @Test func `slow ones cost round robin their share, and the balancer a tenth of it`() {
        #expect(outcome(.slow, .roundRobin).success < 0.96)
        #expect(outcome(.slow, .latency).success > 0.99)
    }

    @Test func `frozen ones lose their traffic without any answer`() {
        #expect(outcome(.frozen, .roundRobin).success < 0.96)
        #expect(outcome(.frozen, .latency).success > 0.99)
    }

    @Test func `dead ones draw requests to them, until they are ejected`() {
        #expect(outcome(.dead, .latency).success < 0.97)
        #expect(outcome(.dead, .ejection).success > 0.98)
    }

    @Test func `in an overload retries need a budget, and only replicas that shed go on working for somebody`() {
        let boundless = outcome(.overload, .boundlessRetries, requests: 24_000)
        let budgeted = outcome(.overload, .retries, requests: 24_000)
        let shedding = outcome(.overload, .admission, requests: 24_000)
        #expect(boundless.amplification > 1.6)
        #expect(budgeted.amplification < 1.3)
        // Half is all that can be done.
        #expect(shedding.success > 0.4)
        #expect(budgeted.success < shedding.success)
        #expect(shedding.p99 < budgeted.p99)
    }
}
