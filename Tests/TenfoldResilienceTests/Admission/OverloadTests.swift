import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

/// Half of the capacity for 5 s, three times the capacity for 20 s, half again for 10 s.
@Suite struct OverloadTests {
    private let overload = Duration.seconds(5)..<Duration.seconds(25)

    /// - Parameter timeout: what callers allow. 1 s has the fixed waits, 30 s those that follow from it (decision 0017).
    private func handler(permits: Int, seed: UInt64, timeout: Duration = .seconds(1)) -> OverloadedHandler {
        var handler = OverloadedHandler(permits: permits, seed: seed) { [overload] in
            Double(permits) * (overload.contains($0) ? 300 : 50)
        }
        handler.timeout = timeout
        return handler
    }

    private func leastGoodput(_ handler: OverloadedHandler, from: Int, to: Int) -> Double {
        (from..<to).map { handler.goodput(from: .seconds($0), to: .seconds($0 + 1)) / handler.capacity }.min() ?? 0
    }

    @Test(arguments: [1, 4, 10], [1, 30])
    func `goodput stays above 90 % of the capacity in every second of an overload`(permits: Int, seconds: Int) {
        var handler = handler(permits: permits, seed: 1, timeout: .seconds(seconds))
        handler.run(for: .seconds(35))
        #expect(leastGoodput(handler, from: 5, to: 25) >= 0.9)
        #expect(handler.requests.allSatisfy { $0.outcomes == 1 })
        #expect(!handler.ranBeyondLimit)
    }

    @Test(arguments: [4, 10]) func `times that vary do not make it shed more`(permits: Int) {
        var handler = handler(permits: permits, seed: 3)
        handler.service = { $1.gap(rate: 100) }
        handler.run(for: .seconds(25))
        // Over all, since the capacity itself varies from second to second.
        #expect(handler.goodput(from: .seconds(5), to: .seconds(25)) >= 0.85 * handler.capacity)
    }

    @Test func `the important ones are served first`() {
        var handler = handler(permits: 10, seed: 4)
        handler.priority = { $0 < 0.2 ? 2 : $0 < 0.6 ? 1 : 0 }
        handler.run(for: .seconds(25))
        func served(_ priority: Int) -> Double {
            let done = handler.done.count { $0.priority == priority && $0.at > .seconds(6) }
            let came = handler.requests.count { $0.priority == priority && $0.arrivedAt > .seconds(6) }
            return Double(done) / Double(came)
        }
        // 60 % of the capacity is critical; what is left is for a third of the normal ones.
        #expect(served(2) > 0.98)
        #expect((0.2...0.4).contains(served(1)))
        #expect(served(0) < 0.03)
    }

    @Test(arguments: [4, 10], [1, 30])
    func `five seconds after it latency is as before, and nobody is turned away`(permits: Int, seconds: Int) {
        var handler = handler(permits: permits, seed: 5, timeout: .seconds(seconds))
        handler.run(for: .seconds(35))
        let before = handler.percentile(0.99, from: .seconds(2), to: .seconds(5))
        let after = handler.percentile(0.99, from: .seconds(30), to: .seconds(35))
        #expect(after <= before * 2)
        #expect(handler.queue.level == 0)
        let late = handler.requests.count { $0.arrivedAt >= .seconds(30) }
        #expect(handler.done.count { $0.at - $0.took >= .seconds(30) } == late)
    }

    @Test func `a handler that becomes three times slower keeps four fifths of what it can do`() {
        var handler = handler(permits: 10, seed: 6)
        handler.service = { now, _ in .milliseconds(now < .seconds(12) ? 10 : 30) }
        handler.run(for: .seconds(25))
        #expect(leastGoodput(handler, from: 13, to: 25) * 3 >= 0.8)
    }

    @Test func `a short queue and short deadlines hold too`() {
        var options = AdmissionOptions()
        options.longestQueue = 8
        var handler = OverloadedHandler(permits: 4, seed: 7, options: options) { _ in 1_200 }
        handler.timeout = .milliseconds(60)
        handler.run(for: .seconds(10))
        #expect(handler.goodput(from: .seconds(2), to: .seconds(10)) >= 0.8 * handler.capacity)
        #expect(handler.requests.allSatisfy { $0.outcomes == 1 })
        #expect(handler.queue.shedCounts[.queueFull, default: 0] > 0)
    }
}
