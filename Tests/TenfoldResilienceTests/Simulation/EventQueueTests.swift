import TenfoldCore
import Testing

@testable import resilience_simulation

@Suite struct EventQueueTests {
    @Test func `events come in order of time, and of one moment in the order they were put in`() {
        var random = SeededRandom(seed: 3)
        var queue = EventQueue<Int>()
        var expected: [(at: Int, number: Int)] = []
        for number in 0..<500 {
            let at = Int.random(in: 0..<50, using: &random)
            queue.add(number, at: .seconds(at))
            expected.append((at, number))
        }
        expected.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        for (at, number) in expected {
            let next = queue.next()
            #expect(next?.event == number && next?.at == .seconds(at))
        }
        #expect(queue.next() == nil)
    }
}
