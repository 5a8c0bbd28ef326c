import TenfoldCore
import Testing

@Suite struct RequestIDTests {
    @Test(arguments: ["a", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "A.b_c-9", String(repeating: "x", count: 64)])
    func `a caller's harmless id is taken`(_ text: String) {
        #expect(RequestID(text)?.description == text)
    }

    @Test(arguments: ["", " a", "a b", "a\nb", "a\"b", "é", "a/b", "$(id)", String(repeating: "x", count: 65)])
    func `any other is not`(_ text: String) {
        #expect(RequestID(text) == nil)
    }

    @Test func `a new id is one that others would take, and equal to its text`() {
        var random = TracingRandom()
        let id = RequestID(atMilliseconds: 1_767_225_600_000, high: random.next(), low: random.next())
        let text = id.description
        #expect(text.utf8.count == 32 && RequestID(text) == id && RequestID(text)?.hashValue == id.hashValue)
    }

    @Test func `new ids differ and sort by their time`() {
        var random = TracingRandom()
        let ids = (0..<1_000).map {
            RequestID(atMilliseconds: 1_767_225_600_000 + $0, high: random.next(), low: random.next()).description
        }
        #expect(Set(ids).count == 1_000)
        #expect(ids == ids.sorted())
        #expect(ids[0].hasPrefix("019b76da") && Array(ids[0])[12] == "7")
    }
}

@Suite struct TracingRandomTests {
    @Test func `threads never draw the same number`() async {
        let drawn = await withTaskGroup(of: Set<UInt64>.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var random = TracingRandom()
                    return Set((0..<2_000).map { _ in random.next() })
                }
            }
            return await group.reduce(into: [Set<UInt64>]()) { $0.append($1) }
        }
        #expect(drawn.allSatisfy { $0.count == 2_000 })
        #expect(drawn.reduce(into: Set<UInt64>()) { $0.formUnion($1) }.count == 8_000)
    }
}
