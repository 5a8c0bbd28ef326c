import TenfoldCore
import Testing

@Suite struct LengthBoundsTests {
    @Test func `beside the bounds of lengths, ranges stay ranges`() {
        let closed = 1...80
        let open = 12...
        #expect(closed.contains(80) && open.contains(12) && closed.reversed().first == 80)
    }
}
