import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite struct SlotIndexTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `it finds what a dictionary finds, whatever collides`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var index = SlotIndex()
        var model: [Int: UInt64] = [:]
        for _ in 0..<20_000 {
            let slot = Int.random(in: 0..<300, using: &random)
            if let hash = model[slot] {
                #expect(index.slot(hash) { $0 == slot } == slot, "seed \(seed)")
                guard Bool.random(using: &random) else { continue }
                index.remove(slot, hash: hash)
                model[slot] = nil
                #expect(index.slot(hash) { $0 == slot } == nil, "seed \(seed)")
            } else {
                // Few homes, most of them at the table's end: long runs that wrap around.
                let hash = UInt64.random(in: 0..<24, using: &random) &- 16
                index.insert(slot, hash: hash)
                model[slot] = hash
            }
            #expect(index.count == model.count)
        }
        for (slot, hash) in model { #expect(index.slot(hash) { $0 == slot } == slot, "seed \(seed)") }
    }
}
