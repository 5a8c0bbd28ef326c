import TenfoldCore
import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

@Suite struct RetryBudgetTests {
    @Test func `the floor is there without any request`() {
        var budget = RetryBudget()
        let granted = (0..<1_000).count { _ in budget.withdraw(now: .zero) }
        #expect(granted == 100)
    }

    @Test func `five requests pay for one retry`() {
        var options = RetryBudget.Options()
        options.floorPerSecond = 0
        var budget = RetryBudget(options)
        for _ in 0..<4 { budget.deposit(now: .zero) }
        #expect(budget.withdraw(now: .zero) == false)
        budget.deposit(now: .zero)
        #expect(budget.withdraw(now: .zero) == true)
        #expect(budget.withdraw(now: .zero) == false)
    }

    @Test func `what was paid in and taken out is forgotten after the window`() {
        var budget = RetryBudget()
        for _ in 0..<5_000 { budget.deposit(now: .zero) }
        #expect(budget.balance(now: .seconds(9)) == 1_100)
        #expect(budget.balance(now: .seconds(10)) == 100)
        for _ in 0..<100 { _ = budget.withdraw(now: .seconds(10)) }
        #expect(budget.withdraw(now: .seconds(19)) == false)
        #expect(budget.withdraw(now: .seconds(20)) == true)
    }

    @Test(arguments: 1...12) func `over any window, retries are bounded by the share and the floor`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var budget = RetryBudget()
        var now = Duration.zero
        var requests: [Duration] = []
        var retries: [Duration] = []
        for _ in 0..<3_000 {
            now += .microseconds(Int64.random(in: 0...20_000, using: &random))
            if Bool.random(using: &random) {
                budget.deposit(now: now)
                requests.append(now)
            } else if budget.withdraw(now: now) {
                retries.append(now)
            }
        }
        #expect(!retries.isEmpty, "seed \(seed)")
        for end in retries.shuffled(using: &random).prefix(40) {
            // The budget forgets whole seconds, so it may forget a retry up to one second early.
            let spent = retries.count { $0 > end - .seconds(9) && $0 <= end }
            let paid = requests.count { $0 > end - .seconds(10) && $0 <= end }
            #expect(Double(spent) <= 100 + 0.2 * Double(paid), "seed \(seed)")
        }
    }
}
