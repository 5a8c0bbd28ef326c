import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite struct LeastRecentlyUsedTests {
    @Test(arguments: [11, 12, 13] as [UInt64])
    func `it evicts as a plain model of it does`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var policy = LeastRecentlyUsed(byteLimit: 200)
        var model: [(slot: Int, bytes: Int)] = []
        for _ in 0..<5_000 {
            let slot = Int.random(in: 0..<40, using: &random)
            if let place = model.firstIndex(where: { $0.slot == slot }) {
                let entry = model.remove(at: place)
                if Bool.random(using: &random) {
                    policy.used(slot)
                    model.append(entry)
                } else {
                    policy.remove(slot)
                }
            } else {
                let bytes = Int.random(in: 1...50, using: &random)
                var evicted: [Int] = []
                #expect(policy.admit(slot, hash: 0, bytes: bytes, evicted: &evicted))
                var expected: [Int] = []
                while model.reduce(bytes, { $0 + $1.bytes }) > 200 { expected.append(model.removeFirst().slot) }
                model.append((slot, bytes))
                #expect(evicted == expected, "seed \(seed)")
            }
            #expect(policy.bytes == model.reduce(0) { $0 + $1.bytes }, "seed \(seed)")
        }
    }
}
