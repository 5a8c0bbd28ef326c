import TenfoldCore
import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

@Suite final class RetryPolicyTests {
    private var random = SeededRandom(seed: 1)
    private var budget = RetryBudget()
    private let policy = RetryPolicy()

    private func decision(
        _ number: Int, isOutermost: Bool = true, reachedServer: Bool = true, deadline: Duration? = nil
    ) -> RetryPolicy.Decision {
        let attempt = RetryPolicy.FailedAttempt(
            number: number, isOutermost: isOutermost, reachedServer: reachedServer, deadline: deadline)
        return policy.decision(after: attempt, budget: &budget, now: .zero, using: &random)
    }

    @Test func `the third failure is the last`() {
        for number in 1...2 {
            guard case .retry(let wait) = decision(number) else {
                Issue.record("attempt \(number) was not retried")
                return
            }
            #expect(wait <= policy.backoff.ceiling(afterFailures: number))
        }
        #expect(decision(3) == .giveUp(.attempts))
    }

    @Test func `only the outermost caller retries, unless nothing was reached`() {
        #expect(decision(1, isOutermost: false) == .giveUp(.notOutermost))
        guard case .retry = decision(1, isOutermost: false, reachedServer: false) else {
            Issue.record("a refused connection was not retried")
            return
        }
    }

    @Test func `a retry that would come after the deadline is not made and costs nothing`() {
        let before = budget.balance(now: .zero)
        #expect(decision(1, deadline: .zero) == .giveUp(.deadline))
        #expect(budget.balance(now: .zero) == before)
    }

    @Test func `an empty budget ends retries`() {
        while budget.withdraw(now: .zero) {}
        #expect(decision(1) == .giveUp(.budget))
    }

    @Test func `the waits of many callers are spread`() {
        var random = SeededRandom(seed: 7)
        let waits = (0..<1_000).map { _ in policy.backoff.delay(afterFailures: 2, using: &random) }
        let ceiling = policy.backoff.ceiling(afterFailures: 2)
        for tenth in 0..<10 {
            let inTenth = waits.count { $0 >= ceiling * tenth / 10 && $0 < ceiling * (tenth + 1) / 10 }
            #expect((60...140).contains(inTenth))
        }
    }
}
