import TenfoldTelemetry
import Testing

@Suite struct RequestIDTests {
    @Test(arguments: ["a", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "A.b_c-9", String(repeating: "x", count: 64)])
    func `a caller's harmless id is taken`(_ text: String) {
        #expect(RequestID(inbound: text)?.text == text)
    }

    @Test(arguments: ["", " a", "a b", "a\nb", "a\"b", "é", "a/b", "$(id)", String(repeating: "x", count: 65)])
    func `any other is not`(_ text: String) {
        #expect(RequestID(inbound: text) == nil)
    }

    @Test func `a refused id is replaced by a new one`() {
        var random = SystemRandomNumberGenerator()
        #expect(RequestID.accepting("mine", atMilliseconds: 1, using: &random).text == "mine")
        let made = RequestID.accepting("not mine", atMilliseconds: 1, using: &random)
        #expect(made.text.utf8.count == 32 && RequestID(inbound: made.text) == made)
    }

    @Test func `new ids differ and sort by their time`() {
        var random = SystemRandomNumberGenerator()
        let ids = (0..<1_000).map { RequestID(atMilliseconds: 1_767_225_600_000 + $0, using: &random).text }
        #expect(Set(ids).count == 1_000)
        #expect(ids == ids.sorted())
        #expect(ids[0].hasPrefix("019b76da") && Array(ids[0])[12] == "7")
    }
}
