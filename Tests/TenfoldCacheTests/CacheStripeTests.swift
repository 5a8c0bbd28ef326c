import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite struct CacheStripeTests {
    final class Token: Sendable {}
    typealias Stripe = CacheStripe<LeastRecentlyUsed, Token>
    let start = ContinuousClock.now

    func key(_ number: Int) -> EntryKey { EntryMaker.key(number) }

    @discardableResult
    func put<Policy>(
        _ number: Int, bytes: Int, value: CachedValue = .value(0), lifetime: Duration = .seconds(60),
        refreshAfter: Duration? = nil, into stripe: inout CacheStripe<Policy, Token>
    ) -> LoadEnding {
        let (load, _) = stripe.joinLoad(key(number), make: Token.init)
        let refreshAt = refreshAfter.map { start + $0 }
        return stripe.endLoad(
            load,
            keeping: CacheEntry(
                key(number), value, bytes: bytes, expiresAt: start + lifetime, refreshAt: refreshAt))
    }

    func holds<Policy>(_ number: Int, in stripe: inout CacheStripe<Policy, Token>, after: Duration = .zero) -> Bool {
        if case .miss = stripe.lookUp(key(number), now: start + after) { false } else { true }
    }

    func isDue(_ number: Int, in stripe: inout Stripe, after: Duration) -> Bool {
        if case .due = stripe.lookUp(key(number), now: start + after) { true } else { false }
    }

    @Test func `the entry that was not read for longest goes first`() {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        for number in 1...3 { put(number, bytes: 10, into: &stripe) }
        #expect(holds(1, in: &stripe))
        #expect(put(4, bytes: 10, into: &stripe) == .kept)
        #expect(stripe.totals.evictions == 1)
        #expect(holds(1, in: &stripe))
        #expect(!holds(2, in: &stripe))
        #expect(holds(3, in: &stripe))
    }

    @Test func `an entry is there until it expires and gives its bytes back then`() {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        put(1, bytes: 10, lifetime: .seconds(5), into: &stripe)
        #expect(holds(1, in: &stripe, after: .milliseconds(4999)))
        #expect(!holds(1, in: &stripe, after: .seconds(5)))
        #expect(stripe.totals.bytes == 0)
    }

    @Test func `an entry larger than the limit is not kept and evicts nothing`() {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        put(1, bytes: 30, into: &stripe)
        #expect(put(2, bytes: 31, into: &stripe) == .refused)
        #expect(holds(1, in: &stripe))
        #expect(stripe.totals.rejections == 1)
    }

    @Test func `a load that began before an invalidation is not kept`() {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        let (old, _) = stripe.joinLoad(key(1), make: Token.init)
        stripe.invalidate(key(1))
        let (new, isNew) = stripe.joinLoad(key(1), make: Token.init)
        #expect(isNew)
        let expiresAt = start + .seconds(1)
        let newer = CacheEntry(key(1), .value("new"), bytes: 1, expiresAt: expiresAt)
        #expect(stripe.endLoad(new, keeping: newer) == .kept)
        let older = CacheEntry(key(1), .value("old"), bytes: 1, expiresAt: expiresAt)
        #expect(stripe.endLoad(old, keeping: older) == .outdated)
        guard case .hit(.value(let value)) = stripe.lookUp(key(1), now: start) else {
            Issue.record("nothing is held")
            return
        }
        #expect(value as? String == "new")
    }

    @Test func `invalidating all forgets entries and loads`() {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        put(1, bytes: 10, into: &stripe)
        let (load, _) = stripe.joinLoad(key(2), make: Token.init)
        stripe.invalidateAll()
        let late = CacheEntry(key(2), .value(2), bytes: 1, expiresAt: start + .seconds(1))
        #expect(stripe.endLoad(load, keeping: late) == .outdated)
        #expect(stripe.totals == StripeTotals())
        #expect(stripe.loadsUnderWay == 0)
    }

    @Test func `a refresh is due late in life, once at a time, and again after half of what is left`() throws {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        put(1, bytes: 10, lifetime: .seconds(100), refreshAfter: .seconds(90), into: &stripe)
        #expect(!isDue(1, in: &stripe, after: .milliseconds(89_999)))
        #expect(isDue(1, in: &stripe, after: .seconds(90)))
        let now = start + .seconds(90)
        let begun = stripe.beginRefresh(key(1), now: now, make: Token.init)
        let load = try #require(begun)
        let second = stripe.beginRefresh(key(1), now: now, make: Token.init)
        #expect(second == nil)
        #expect(!isDue(1, in: &stripe, after: .milliseconds(94_999)))
        stripe.dropLoad(load, of: key(1))
        #expect(isDue(1, in: &stripe, after: .seconds(95)))
        #expect(holds(1, in: &stripe, after: .milliseconds(99_999)))
        #expect(!holds(1, in: &stripe, after: .seconds(100)))
    }

    @Test func `an invalidation takes a refresh out too`() throws {
        var stripe = Stripe(byteLimit: 30, seed: 1)
        put(1, bytes: 10, refreshAfter: .zero, into: &stripe)
        let begun = stripe.beginRefresh(key(1), now: start, make: Token.init)
        let load = try #require(begun)
        stripe.invalidate(key(1))
        let late = CacheEntry(key(1), .value(1), bytes: 10, expiresAt: start + .seconds(60))
        #expect(stripe.endLoad(load, keeping: late) == .outdated)
        #expect(!holds(1, in: &stripe))
    }

    @Test func `entries that say there is none take a tenth of the bytes at most`() {
        var stripe = Stripe(byteLimit: 1_000, seed: 1)
        let none = CachedValue.notFound(.notFound("test.none", "There is none."))
        for number in 0..<40 { put(number, bytes: 20, into: &stripe) }
        for number in 100..<200 { put(number, bytes: 20, value: none, into: &stripe) }
        #expect(stripe.totals.absences == 5)
        #expect((0..<40).allSatisfy { holds($0, in: &stripe) })
        #expect((195..<200).allSatisfy { holds($0, in: &stripe) })
        put(199, bytes: 20, into: &stripe)
        #expect(stripe.totals.absences == 4)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `bytes are the sum of what is held and never above the limit`(seed: UInt64) {
        var lru = CacheStripe<LeastRecentlyUsed, Token>(byteLimit: 1_000, seed: seed)
        compareWithModel(&lru, seed: seed)
        var windowed = CacheStripe<WindowTinyLFU, Token>(byteLimit: 1_000, seed: seed)
        compareWithModel(&windowed, seed: seed)
    }

    /// Random puts, looks, invalidations and expiries; some entries are larger than the stripe, some say "there is none".
    private func compareWithModel<Policy>(_ stripe: inout CacheStripe<Policy, Token>, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let none = CachedValue.notFound(.notFound("test.none", "There is none."))
        var kept: [Int: (bytes: Int, isAbsence: Bool)] = [:]
        var changes = StripeTotals()
        for step in 0..<4_000 {
            let number = Int.random(in: 0..<60, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: stripe.invalidate(key(number))
            case 1 where step % 500 == 0: stripe.invalidateAll()
            case 2..<6: _ = holds(number, in: &stripe, after: .milliseconds(step))
            default:
                let bytes =
                    Int.random(in: 1...20, using: &random) == 20 ? 1_001 : Int.random(in: 1...300, using: &random)
                let isAbsence = Int.random(in: 0..<4, using: &random) == 0
                let lifetime = Duration.milliseconds(step + Int.random(in: 1..<2_000, using: &random))
                let ending = put(
                    number, bytes: bytes, value: isAbsence ? none : .value(0), lifetime: lifetime, into: &stripe)
                #expect(bytes <= 1_000 || ending == .refused)
                if ending == .kept { kept[number] = (bytes, isAbsence) }
            }
            let taken = stripe.takeChanges()
            changes.bytes += taken.bytes
            changes.entries += taken.entries
            #expect(changes.bytes == stripe.totals.bytes && changes.entries == stripe.totals.entries)
            #expect(stripe.totals.bytes <= 1_000, "seed \(seed)")
            guard step % 50 == 0 else { continue }
            let held = (0..<60).filter { holds($0, in: &stripe, after: .milliseconds(step)) }.compactMap { kept[$0] }
            #expect(stripe.totals.bytes == held.reduce(0) { $0 + $1.bytes }, "seed \(seed), step \(step)")
            #expect(stripe.totals.entries == held.count, "seed \(seed), step \(step)")
            let absences = held.filter(\.isAbsence)
            #expect(stripe.totals.absences == absences.count, "seed \(seed), step \(step)")
            #expect(absences.reduce(0) { $0 + $1.bytes } <= 100, "seed \(seed), step \(step)")
        }
    }

    @Test func `expiries are spread over five percent to both sides and no further`() {
        var random = SeededRandom(seed: 1)
        let lifetimes = (0..<5_000).map { _ in ExpiryJitter.spread(.seconds(100), using: &random) }
        #expect(lifetimes.allSatisfy { $0 >= .seconds(95) && $0 <= .seconds(105) })
        #expect(lifetimes.contains { $0 < .milliseconds(95_200) })
        #expect(lifetimes.contains { $0 > .milliseconds(104_800) })
    }
}
