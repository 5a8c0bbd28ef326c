import TenfoldCore
import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

/// As many as the limit allows are always in a handler of permits of 10 ms; what is beyond the permits waits in it.
private struct FullHandler {
    var limit: ConcurrencyLimit
    var permits: Int
    var outcome = ConcurrencyLimit.Outcome.success
    var now = Duration.zero
    private var freeAt: [Duration]
    private var running: [(startedAt: Duration, endsAt: Duration)] = []

    init(permits: Int, _ options: ConcurrencyLimit.Options = .init()) {
        limit = ConcurrencyLimit(options)
        self.permits = permits
        freeAt = Array(repeating: .zero, count: permits)
    }

    mutating func run(for span: Duration, check: (Int) -> Void = { _ in }) {
        let end = now + span
        while now < end {
            while running.count < limit.current { start() }
            let next = running.removeFirst()
            now = max(now, next.endsAt)
            limit.ended(outcome, took: now - next.startedAt, inFlight: running.count + 1, now: now)
            check(limit.current)
        }
    }

    private mutating func start() {
        let permit = freeAt.indices.min { freeAt[$0] < freeAt[$1] } ?? 0
        freeAt[permit] = max(now, freeAt[permit]) + .milliseconds(10)
        running.append((now, freeAt[permit]))
    }
}

@Suite struct ConcurrencyLimitTests {
    @Test(arguments: [1, 4, 30]) func `it finds the handler's permits, and a few more`(permits: Int) {
        var handler = FullHandler(permits: permits)
        handler.run(for: .seconds(30))
        #expect((permits...(permits * 2 + 4)).contains(handler.limit.current))
    }

    @Test func `it does not creep up while the handler stays full`() {
        var handler = FullHandler(permits: 4)
        handler.run(for: .seconds(30))
        var highest = 0
        handler.run(for: .seconds(270)) { highest = max(highest, $0) }
        #expect(highest <= 12)
    }

    @Test func `timeouts lower it to the least, and it comes back`() {
        var handler = FullHandler(permits: 10)
        handler.run(for: .seconds(10))
        handler.outcome = .dropped
        handler.run(for: .seconds(20))
        #expect(handler.limit.current == 1)
        handler.outcome = .success
        handler.run(for: .seconds(20))
        #expect(handler.limit.current >= 10)
    }

    @Test func `failures and callers who leave tell nothing`() {
        for outcome in [ConcurrencyLimit.Outcome.failure, .cancelled] {
            var handler = FullHandler(permits: 10)
            handler.outcome = outcome
            handler.run(for: .seconds(20))
            #expect(handler.limit.current == 20)
        }
    }

    @Test func `a handler that is not full leaves it as it is`() {
        var limit = ConcurrencyLimit()
        for number in 0..<5_000 {
            limit.ended(.success, took: .milliseconds(10), inFlight: 8, now: .milliseconds(number * 2))
        }
        #expect(limit.current == 20)
        #expect(limit.unhurried.map { $0 > .milliseconds(9) && $0 < .milliseconds(11) } == true)
    }

    @Test(arguments: 1...20) func `whatever it is told, it stays in its bounds`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var options = ConcurrencyLimit.Options()
        options.minimum = Int.random(in: -1...5, using: &random)
        options.maximum = Int.random(in: 0...100, using: &random)
        options.initial = Int.random(in: -5...500, using: &random)
        var limit = ConcurrencyLimit(options)
        let bounds = max(1, options.minimum)...max(1, options.minimum, options.maximum)
        var now = Duration.zero
        for _ in 0..<3_000 {
            now += .microseconds(Int64.random(in: -1_000...20_000, using: &random))
            limit.ended(
                ConcurrencyLimit.Outcome.allCases.randomElement(using: &random) ?? .success,
                took: .microseconds(Int64.random(in: -10...1_000_000, using: &random)),
                inFlight: Int.random(in: 0...600, using: &random), now: now)
            #expect(bounds.contains(limit.current), "seed \(seed)")
        }
    }
}
