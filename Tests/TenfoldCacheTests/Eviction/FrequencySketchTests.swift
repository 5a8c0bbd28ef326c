import Testing

@testable import TenfoldCache

@Suite struct FrequencySketchTests {
    let hash = EntryMaker.hash

    @Test func `it counts to fifteen and never too low`() {
        var sketch = FrequencySketch(seed: 1)
        for key in 0..<20 { for _ in 0..<key { sketch.record(hash(key)) } }
        for key in 0..<20 { #expect(sketch.frequency(of: hash(key)) >= min(key, 15)) }
        #expect(sketch.frequency(of: hash(19)) == 15)
        #expect((100..<200).filter { sketch.frequency(of: hash($0)) > 0 }.count <= 2)
    }

    @Test func `counts are halved after ten requests an entry`() {
        var sketch = FrequencySketch(seed: 1)
        for _ in 0..<12 { sketch.record(hash(1)) }
        var halvings = 0
        for key in 0..<628 { if sketch.record(hash(1_000 + key)) { halvings += 1 } }
        #expect(halvings == 1)
        #expect(sketch.frequency(of: hash(1)) == 6)
    }

    @Test func `growing keeps what was counted and tells more keys apart`() {
        var sketch = FrequencySketch(seed: 1)
        sketch.makeRoom(forEntries: 100)
        for key in 0..<100 { for _ in 0..<(1 + key % 9) { sketch.record(hash(key)) } }
        let before = (0..<100).map { sketch.frequency(of: hash($0)) }
        sketch.makeRoom(forEntries: 5_000)
        #expect((0..<100).map { sketch.frequency(of: hash($0)) } == before)
        for key in 200..<4_200 { sketch.record(hash(key)) }
        #expect((200..<4_200).filter { sketch.frequency(of: hash($0)) > 1 }.count < 100)
    }

    @Test func `keys that share counters under one seed do not under another`() {
        func rivals(seed: UInt64) -> [Int] {
            var sketch = FrequencySketch(seed: seed)
            for key in 0..<40 { for _ in 0..<10 { sketch.record(hash(key)) } }
            return (1_000..<4_000).filter { sketch.frequency(of: hash($0)) > 0 }
        }
        #expect(rivals(seed: 1) != rivals(seed: 2))
        #expect(rivals(seed: 1) == rivals(seed: 1))
    }
}
