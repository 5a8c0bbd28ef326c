import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite struct CacheStripeTests {
    final class Token: Sendable {}
    typealias Stripe = CacheStripe<LeastRecentlyUsed, Token>
    let start = ContinuousClock.now

    func key(_ number: Int) -> EntryKey { EntryKey(space: "s", key: String(number)) }

    @discardableResult
    func put(_ number: Int, bytes: Int, lifetime: Duration = .seconds(60), into stripe: inout Stripe) -> Int? {
        let (load, _) = stripe.joinLoad(key(number), make: Token.init)
        return stripe.endLoad(load, of: key(number), keeping: .value(number), bytes: bytes, expiresAt: start + lifetime)
    }

    func holds(_ number: Int, in stripe: inout Stripe, after: Duration = .zero) -> Bool {
        stripe.lookUp(key(number), now: start + after) != nil
    }

    @Test func `the entry that was not read for longest goes first`() {
        var stripe = Stripe(byteLimit: 30)
        for number in 1...3 { put(number, bytes: 10, into: &stripe) }
        #expect(holds(1, in: &stripe))
        #expect(put(4, bytes: 10, into: &stripe) == 1)
        #expect(holds(1, in: &stripe))
        #expect(!holds(2, in: &stripe))
        #expect(holds(3, in: &stripe))
    }

    @Test func `an entry is there until it expires and gives its bytes back then`() {
        var stripe = Stripe(byteLimit: 30)
        put(1, bytes: 10, lifetime: .seconds(5), into: &stripe)
        #expect(holds(1, in: &stripe, after: .milliseconds(4999)))
        #expect(!holds(1, in: &stripe, after: .seconds(5)))
        #expect(stripe.bytes == 0)
    }

    @Test func `an entry larger than the limit is not kept and evicts nothing`() {
        var stripe = Stripe(byteLimit: 30)
        put(1, bytes: 30, into: &stripe)
        #expect(put(2, bytes: 31, into: &stripe) == nil)
        #expect(holds(1, in: &stripe))
    }

    @Test func `a load that began before an invalidation is not kept`() {
        var stripe = Stripe(byteLimit: 30)
        let (old, _) = stripe.joinLoad(key(1), make: Token.init)
        stripe.invalidate(key(1))
        let (new, isNew) = stripe.joinLoad(key(1), make: Token.init)
        #expect(isNew)
        stripe.endLoad(new, of: key(1), keeping: .value("new"), bytes: 1, expiresAt: start + .seconds(1))
        stripe.endLoad(old, of: key(1), keeping: .value("old"), bytes: 1, expiresAt: start + .seconds(1))
        guard case .value(let value) = stripe.lookUp(key(1), now: start) else {
            Issue.record("nothing is held")
            return
        }
        #expect(value as? String == "new")
    }

    @Test func `invalidating all forgets entries and loads`() {
        var stripe = Stripe(byteLimit: 30)
        put(1, bytes: 10, into: &stripe)
        let (load, _) = stripe.joinLoad(key(2), make: Token.init)
        stripe.invalidateAll()
        #expect(stripe.endLoad(load, of: key(2), keeping: .value(2), bytes: 1, expiresAt: start + .seconds(1)) == nil)
        #expect(stripe.bytes == 0)
        #expect(stripe.count == 0)
        #expect(stripe.loadsUnderWay == 0)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `bytes are the sum of what is held and never above the limit`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var stripe = Stripe(byteLimit: 1_000)
        var sizes: [Int: Int] = [:]
        for step in 0..<20_000 {
            let number = Int.random(in: 0..<60, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: stripe.invalidate(key(number))
            case 1 where step % 500 == 0: stripe.invalidateAll()
            case 2..<6: _ = holds(number, in: &stripe, after: .milliseconds(step))
            default:
                let bytes = Int.random(in: 1...300, using: &random)
                let lifetime = Duration.milliseconds(step + Int.random(in: 1..<2_000, using: &random))
                if put(number, bytes: bytes, lifetime: lifetime, into: &stripe) != nil { sizes[number] = bytes }
            }
            #expect(stripe.bytes <= 1_000, "seed \(seed)")
            guard step % 50 == 0 else { continue }
            var sum = 0
            for number in 0..<60 where holds(number, in: &stripe, after: .milliseconds(step)) {
                sum += sizes[number] ?? 0
            }
            #expect(stripe.bytes == sum, "seed \(seed), step \(step)")
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `the list evicts as a plain model of it does`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var policy = LeastRecentlyUsed()
        var model: [Int] = []
        for _ in 0..<5_000 {
            let slot = Int.random(in: 0..<40, using: &random)
            if let place = model.firstIndex(of: slot) {
                model.remove(at: place)
                if Bool.random(using: &random) {
                    policy.used(slot, hash: slot)
                    model.append(slot)
                } else {
                    policy.removed(slot)
                }
            } else {
                policy.inserted(slot, hash: slot)
                model.append(slot)
            }
            #expect(policy.victim() == model.first, "seed \(seed)")
        }
    }

    @Test func `expiries are spread over five percent to both sides and no further`() {
        var random = SplitMix64(seed: 1)
        let lifetimes = (0..<5_000).map { _ in
            ExpiryJitter.expiry(after: .seconds(100), from: start, using: &random) - start
        }
        #expect(lifetimes.allSatisfy { $0 >= .seconds(95) && $0 <= .seconds(105) })
        #expect(lifetimes.contains { $0 < .milliseconds(95_200) })
        #expect(lifetimes.contains { $0 > .milliseconds(104_800) })
    }
}
