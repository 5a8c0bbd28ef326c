import TenfoldCore
import Testing

@testable import TenfoldEvents

@Suite struct FIFOTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `it behaves as a plain array does`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<5_000 {
            if Int.random(in: 0..<5, using: &random) < 3 {
                queue.append(step)
                model.append(step)
            } else {
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()), "seed \(seed)")
            }
            if step % 300 == 0 { while let next = queue.popFirst() { #expect(next == model.removeFirst()) } }
            #expect(queue.count == model.count)
            #expect(queue.first == model.first)
            #expect(queue.prefix(3) == Array(model.prefix(3)))
            #expect(queue[2] == (model.count > 2 ? model[2] : nil))
        }
    }
}
