import TenfoldTelemetry
import Testing

@Suite struct RequestIDTests {
    @Test(arguments: ["a", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "A.b_c-9", String(repeating: "x", count: 64)])
    func `a caller's harmless id is taken`(_ text: String) {
        #expect(RequestID.accepted(text) == text)
    }

    @Test(arguments: [nil, "", " a", "a b", "a\nb", "a\"b", "é", "a/b", "$(id)", String(repeating: "x", count: 65)])
    func `any other is not`(_ text: String?) {
        #expect(RequestID.accepted(text) == nil)
    }

    @Test func `a new id is one that others would take`() {
        let id = RequestID.generate()
        #expect(id.utf8.count == 32 && RequestID.accepted(id) == id)
    }

    @Test func `new ids differ and sort by their time`() {
        var random = SystemRandomNumberGenerator()
        let ids = (0..<1_000).map { RequestID.generate(atMilliseconds: 1_767_225_600_000 + $0, using: &random) }
        #expect(Set(ids).count == 1_000)
        #expect(ids == ids.sorted())
        #expect(ids[0].hasPrefix("019b76da") && Array(ids[0])[12] == "7")
    }
}
