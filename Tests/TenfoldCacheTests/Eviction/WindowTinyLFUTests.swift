import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite struct WindowTinyLFUTests {
    /// A policy with what it holds, as a stripe would.
    struct Held<Policy: EvictionPolicy> {
        var policy: Policy
        var slotOfKey: [Int: Int] = [:]
        var entries: [(key: Int, bytes: Int)?] = []
        var free: [Int] = []
        var hits = 0

        init(byteLimit: Int, seed: UInt64 = 1) { policy = Policy(byteLimit: byteLimit, seed: seed) }

        var bytes: Int { entries.reduce(0) { $0 + ($1?.bytes ?? 0) } }

        mutating func ask(_ key: Int, bytes: Int = 1) {
            if let slot = slotOfKey[key] {
                hits += 1
                return policy.used(slot)
            }
            let slot = free.popLast() ?? entries.count
            if slot == entries.count { entries.append(nil) }
            var evicted: [Int] = []
            let isAdmitted = policy.admit(slot, hash: EntryMaker.hash(key), bytes: bytes, evicted: &evicted)
            for victim in evicted { clear(victim) }
            if isAdmitted {
                slotOfKey[key] = slot
                entries[slot] = (key, bytes)
            } else {
                free.append(slot)
            }
        }

        mutating func remove(_ key: Int) {
            guard let slot = slotOfKey[key] else { return }
            clear(slot)
            policy.remove(slot)
        }

        mutating func resize(_ key: Int, to bytes: Int) {
            guard let slot = slotOfKey[key], policy.resize(slot, to: bytes) else { return }
            entries[slot]?.bytes = bytes
        }

        func holds(_ key: Int) -> Bool { slotOfKey[key] != nil }

        private mutating func clear(_ slot: Int) {
            guard let entry = entries[slot] else {
                Issue.record("slot \(slot) was evicted and is not in use")
                return
            }
            slotOfKey[entry.key] = nil
            entries[slot] = nil
            free.append(slot)
        }
    }

    @Test func `a scan does not take the place of what is asked for often`() {
        var cache = Held<WindowTinyLFU>(byteLimit: 100)
        for _ in 0..<5 { for key in 0..<80 { cache.ask(key) } }
        for key in 1_000..<2_000 { cache.ask(key) }
        #expect((0..<80).filter(cache.holds).count >= 75)
        #expect(cache.policy.rejections > 900)
    }

    @Test func `a large candidate needs more requests than all its victims together`() {
        var cache = Held<WindowTinyLFU>(byteLimit: 100)
        // Ten entries of ten bytes, each asked for twice: ten of them weigh 20 requests, three of them 6.
        for _ in 0..<2 { for key in 0..<10 { cache.ask(key, bytes: 10) } }
        for _ in 0..<6 { cache.ask(500, bytes: 30) }
        #expect(!cache.holds(500))
        #expect((0..<10).allSatisfy(cache.holds))
        cache.ask(500, bytes: 30)
        #expect(cache.holds(500))
        #expect((0..<10).filter(cache.holds).count == 7)
    }

    @Test func `what nobody asks for any more goes without a contest`() {
        var cache = Held<WindowTinyLFU>(byteLimit: 2_000)
        for key in 0..<20 { cache.ask(key, bytes: 100) }
        // Each of these is refused, but their requests halve the counts of those above to nothing.
        for key in 1_000..<2_400 { cache.ask(key, bytes: 100) }
        #expect((0..<20).filter(cache.holds).isEmpty)
        #expect(cache.bytes == 2_000)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `the policy counts the bytes in use as a plain model does`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var cache = Held<WindowTinyLFU>(byteLimit: 1_000, seed: seed)
        for step in 0..<3_000 {
            let key = Int.random(in: 0..<80, using: &random)
            let bytes = step % 40 == 0 ? 1_100 : Int.random(in: 1...(step % 3 == 0 ? 400 : 9), using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: cache.remove(key)
            case 1: cache.resize(key, to: bytes)
            default: cache.ask(key, bytes: bytes)
            }
            #expect(cache.policy.bytes == cache.bytes, "seed \(seed), step \(step)")
            #expect(cache.bytes <= 1_000, "seed \(seed), step \(step)")
        }
    }

    @Test func `the same seed makes the same choices`() {
        func held(seed: UInt64) -> Set<Int> {
            var random = SeededRandom(seed: 3)
            var cache = Held<WindowTinyLFU>(byteLimit: 60, seed: seed)
            for _ in 0..<3_000 { cache.ask(Int.random(in: 0..<200, using: &random)) }
            return Set(cache.slotOfKey.keys)
        }
        #expect(held(seed: 1) == held(seed: 1))
    }

    @Test func `it is better than least recently used on Zipf, and far better with a scan through it`() {
        #expect(lead(scanning: 0) > 0.03)
        #expect(lead(scanning: 0.5) > 0.05)
    }

    @Test func `a window that fits is found where keys live for a short while`() {
        func hits<Policy: EvictionPolicy>(_: Policy.Type) -> Int {
            var random = SeededRandom(seed: 9)
            var cache = Held<Policy>(byteLimit: 100)
            for position in 0..<30_000 {
                let age = Double.random(in: 0..<1, using: &random)
                cache.ask(position / 6 - Int(age * age * 60) + 60)
                if position == 20_000 { cache.hits = 0 }
            }
            return cache.hits
        }
        #expect(Double(hits(WindowTinyLFU.self)) > 0.9 * Double(hits(LeastRecentlyUsed.self)))
    }

    /// By how much the ratio of hits is higher.
    private func lead(scanning: Double) -> Double {
        func ratio<Policy: EvictionPolicy>(_: Policy.Type) -> Double {
            var random = SeededRandom(seed: 5)
            var cache = Held<Policy>(byteLimit: 100)
            var scanned = 10_000
            for _ in 0..<10_000 {
                if Double.random(in: 0..<1, using: &random) < scanning {
                    scanned += 1
                    cache.ask(scanned)
                } else {
                    // 2,000 keys by inversion of 1 / rank: the density of Zipf's law with exponent 1.
                    var rank = 1.0
                    let point = Double.random(in: 0..<1, using: &random)
                    for _ in 0..<Int(point * 11) { rank *= 2 }
                    cache.ask(Int(rank * (1 + Double.random(in: 0..<1, using: &random))))
                }
            }
            return Double(cache.hits) / 10_000
        }
        return ratio(WindowTinyLFU.self) - ratio(LeastRecentlyUsed.self)
    }
}
