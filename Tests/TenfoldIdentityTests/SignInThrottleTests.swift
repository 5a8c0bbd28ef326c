import Synchronization
import TenfoldCore
import TenfoldResilience
import Testing

@testable import TenfoldIdentity

@Suite struct SignInThrottleTests {
    private let time = SetTime()

    private func makeThrottle() -> SignInThrottle { SignInThrottle(now: { [time] in time.now }) }

    /// Nil when it is admitted, else the seconds to wait.
    private func wait(_ throttle: SignInThrottle, _ account: String, _ address: String?) throws -> Int? {
        do {
            try throttle.admit(account: account, address: address)
            return nil
        } catch {
            let refusal = try #require(error as? Refusal)
            #expect(refusal.kind == .tooManyRequests)
            #expect(refusal.code == "tenfold.too-many-sign-ins")
            let seconds = try #require(refusal.retryAfterSeconds)
            return seconds
        }
    }

    private func fail(_ throttle: SignInThrottle, _ account: String, _ address: String?, times: Int) {
        for _ in 0..<times { throttle.recordFailure(account: account, address: address) }
    }

    @Test func `ten failures of an account are free, the next waits 30 seconds, wherever it comes from`() throws {
        let throttle = makeThrottle()
        for number in 0..<10 {
            #expect(try wait(throttle, "ada@example.com", "192.0.2.\(number)") == nil)
            throttle.recordFailure(account: "ada@example.com", address: "192.0.2.\(number)")
        }
        #expect(try wait(throttle, "ada@example.com", "198.51.100.1") == 30)
        #expect(try wait(throttle, "ada@example.com", nil) == 30)
        #expect(try wait(throttle, "bob@example.com", "192.0.2.1") == nil)
        time.advance(.milliseconds(29_500))
        #expect(try wait(throttle, "ada@example.com", nil) == 1)
        time.advance(.milliseconds(500))
        #expect(try wait(throttle, "ada@example.com", nil) == nil)
    }

    @Test func `to be admitted costs nothing`() throws {
        let throttle = makeThrottle()
        for _ in 0..<1000 { #expect(try wait(throttle, "ada@example.com", "192.0.2.1") == nil) }
    }

    @Test func `the case of an account's letters does not matter`() throws {
        let throttle = makeThrottle()
        fail(throttle, "Ada@Example.com", nil, times: 10)
        #expect(try wait(throttle, "aDA@eXAMPLE.COM", nil) == 30)
    }

    @Test func `an address has fifty failures over all accounts, then one every two seconds`() throws {
        let throttle = makeThrottle()
        for number in 0..<50 { throttle.recordFailure(account: "\(number)", address: "192.0.2.1") }
        #expect(try wait(throttle, "new", "192.0.2.1") == 2)
        #expect(try wait(throttle, "new", "192.0.2.2") == nil)
        time.advance(.seconds(2))
        #expect(try wait(throttle, "new", "192.0.2.1") == nil)
    }

    @Test func `a right password resets its account and not its address`() throws {
        let throttle = makeThrottle()
        fail(throttle, "ada", "192.0.2.1", times: 10)
        for _ in 0..<4 {
            throttle.recordSuccess(account: "ADA", address: "192.0.2.1")
            #expect(try wait(throttle, "ada", "192.0.2.1") == nil)
            fail(throttle, "ada", "192.0.2.1", times: 10)
        }
        throttle.recordSuccess(account: "ada", address: "192.0.2.1")
        #expect(try wait(throttle, "ada", nil) == nil)
        #expect(try wait(throttle, "ada", "192.0.2.1") == 2)
    }

    @Test func `the longer of the two waits is told`() throws {
        let throttle = makeThrottle()
        fail(throttle, "ada", "192.0.2.1", times: 50)
        #expect(try wait(throttle, "ada", "192.0.2.1") ?? 0 > 30)
        #expect(try wait(throttle, "bob", "192.0.2.1") == 2)
    }

    @Test func `failures of attempts that ran at once are charged as a debt`() throws {
        let throttle = makeThrottle()
        fail(throttle, "ada", nil, times: 13)
        #expect(try wait(throttle, "ada", nil) == 120)
        fail(throttle, "ada", nil, times: 1000)
        #expect(try wait(throttle, "ada", nil) == 330)
    }

    @Test func `a /64 of IPv6 counts as one address`() throws {
        let throttle = makeThrottle()
        for number in 0..<50 { throttle.recordFailure(account: "\(number)", address: "2001:db8:1:2::\(number)") }
        #expect(try wait(throttle, "new", "2001:0db8:0001:0002:ffff::1") == 2)
        #expect(try wait(throttle, "new", "2001:db8:1:3::1") == nil)
    }
}

@Suite struct AddressGroupTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:0201", "192.0.2.1"),
        ("2001:db8:1:2::1", "20010db8.10002/64"), ("2001:0DB8:1:2:ffff:ffff:ffff:ffff", "20010db8.10002/64"),
        ("fe80::1%eth0", "fe800000.0/64"), ("::1", "0.0/64"), ("unix", "unix"), ("", ""), ("1:2", "1:2"),
    ])
    func `addresses are grouped`(address: String, group: String) { #expect(AddressGroup.name(of: address) == group) }
}

@Suite struct ThrottleTableTests {
    private let limit = TokenBucket.Limit(burst: 10, per: .seconds(30))

    private func makeTable(capacity: Int, seed: UInt64) -> ThrottleTable<SeededRandom> {
        ThrottleTable(limit: limit, capacity: capacity, random: SeededRandom(seed: seed))
    }

    @Test func `it never holds more keys than its capacity`() {
        var table = makeTable(capacity: 100, seed: 1)
        for number in 0..<1000 { _ = table.charge("\(number)", now: .zero) }
        #expect(table.count == 100)
    }

    @Test func `a full bucket makes room first, and that is no loss`() {
        for (now, isLossy) in [(Duration.seconds(60), false), (.zero, true)] {
            var table = makeTable(capacity: 50, seed: 2)
            for number in 0..<50 { _ = table.charge("old-\(number)", now: .zero) }
            #expect(table.charge("new", now: now) == isLossy)
        }
    }

    /// The attack that eviction must not help: one guess each at very many made-up accounts.
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func `a flood of made-up keys does not free an exhausted account`(
        seed: UInt64
    ) {
        var table = makeTable(capacity: 1000, seed: seed)
        for _ in 0..<10 { _ = table.charge("victim", now: .zero) }
        for number in 0..<20_000 { _ = table.charge("invented-\(number)", now: .milliseconds(number)) }
        #expect(table.wait(for: "victim", now: .seconds(20)) == .seconds(10), "seed \(seed)")
    }

    @Test func `forgetting keys in any order leaves the others findable`() {
        var table = makeTable(capacity: 200, seed: 4)
        for number in 0..<200 { for _ in 0..<10 { _ = table.charge("\(number)", now: .zero) } }
        for number in stride(from: 0, to: 200, by: 3) { table.forget("\(number)") }
        for number in 0..<200 { #expect((table.wait(for: "\(number)", now: .zero) == nil) == (number % 3 == 0)) }
    }
}

/// A clock that moves when told.
private final class SetTime: Sendable {
    private let value = Mutex(Duration.seconds(1000))
    var now: Duration { value.withLock { $0 } }
    func advance(_ duration: Duration) { value.withLock { $0 += duration } }
}
