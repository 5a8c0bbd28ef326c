import TenfoldCore
import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

@Suite final class CircuitBreakerTests {
    private var breaker = CircuitBreaker()

    /// Nil where it refused.
    private func send(_ outcome: AttemptOutcome, now: Duration) -> Bool {
        guard case .admitted(let permit) = breaker.admit(now: now) else { return false }
        breaker.ended(permit, outcome, now: now)
        return true
    }

    private func open(now: Duration) {
        for _ in 0..<20 { _ = send(.failure, now: now) }
    }

    @Test func `it opens at half of twenty requests`() {
        for number in 0..<19 { #expect(send(number % 2 == 0 ? .failure : .success, now: .zero)) }
        #expect(breaker.state == .closed)
        #expect(send(.failure, now: .zero))
        #expect(breaker.state == .open)
        #expect(breaker.admit(now: .seconds(1)) == .refused(retryAfter: .seconds(4)))
    }

    @Test func `few requests do not open it, nor old ones`() {
        for _ in 0..<19 { _ = send(.failure, now: .zero) }
        #expect(breaker.state == .closed)
        #expect(send(.failure, now: .seconds(11)))
        #expect(breaker.state == .closed)
    }

    @Test func `a callee that sheds stays in use`() {
        for _ in 0..<100 { #expect(send(.shed, now: .zero)) }
        #expect(breaker.state == .closed)
    }

    @Test func `five probes that succeed close it`() {
        open(now: .zero)
        let permits = (0..<5).compactMap { _ -> CircuitBreaker.Permit? in
            guard case .admitted(let permit) = breaker.admit(now: .seconds(5)) else { return nil }
            return permit
        }
        #expect(permits.count == 5)
        #expect(breaker.state == .halfOpen)
        #expect(breaker.admit(now: .seconds(5)) == .refused(retryAfter: .seconds(5)))
        for permit in permits { breaker.ended(permit, .success, now: .seconds(5)) }
        #expect(breaker.state == .closed)
        #expect(send(.failure, now: .seconds(5)))
        #expect(breaker.state == .closed)
    }

    @Test func `one probe that fails opens it again`() {
        open(now: .zero)
        #expect(send(.success, now: .seconds(5)))
        #expect(send(.failure, now: .seconds(6)))
        #expect(breaker.admit(now: .seconds(10)) == .refused(retryAfter: .seconds(1)))
        #expect(breaker.openings == 2)
    }

    @Test func `probes that never end do not keep it half open`() {
        open(now: .zero)
        for _ in 0..<5 { _ = breaker.admit(now: .seconds(5)) }
        #expect(breaker.admit(now: .seconds(9)) == .refused(retryAfter: .seconds(1)))
        for _ in 0..<5 { #expect(send(.success, now: .seconds(10))) }
        #expect(breaker.state == .closed)
    }

    @Test func `what was admitted before it opened decides nothing after`() {
        guard case .admitted(let old) = breaker.admit(now: .zero) else { return }
        open(now: .zero)
        _ = breaker.admit(now: .seconds(5))
        breaker.ended(old, .failure, now: .seconds(5))
        #expect(breaker.state == .halfOpen)
    }

    @Test(arguments: 1...20) func `it lets no more than its probes through while it is not closed`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var breaker = CircuitBreaker()
        var now = Duration.zero
        var pending: [CircuitBreaker.Permit] = []
        var admittedSinceOpening = 0
        for _ in 0..<2_000 {
            now += .milliseconds(Int64.random(in: 0...50, using: &random))
            let openings = breaker.openings
            if pending.isEmpty || Bool.random(using: &random) {
                if case .admitted(let permit) = breaker.admit(now: now) {
                    pending.append(permit)
                    if breaker.state == .halfOpen { admittedSinceOpening += 1 }
                    #expect(breaker.state != .open, "seed \(seed)")
                }
            } else {
                let permit = pending.remove(at: Int.random(in: 0..<pending.count, using: &random))
                breaker.ended(permit, Int.random(in: 0..<5, using: &random) < 3 ? .failure : .success, now: now)
            }
            if breaker.openings > openings || breaker.state == .closed { admittedSinceOpening = 0 }
            #expect(admittedSinceOpening <= 5, "seed \(seed)")
        }
        #expect(breaker.openings > 0, "seed \(seed)")
    }
}
