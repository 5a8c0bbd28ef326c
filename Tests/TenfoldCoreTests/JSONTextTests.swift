import Testing

@testable import TenfoldCore

@Suite struct JSONTextTests {
    private func written(_ text: String, limit: Int = .max) -> String {
        var bytes: [UInt8] = []
        JSONText.append(text, limit: limit, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `quotes, backslashes and control characters are escaped`() {
        #expect(written("a\"b\\c\n\r\t\u{1}\u{7f}") == #""a\"b\\c\n\r\t\u0001\u007f""#)
    }

    @Test func `other characters stay as they are`() {
        #expect(written("/é€😀") == "\"/é€😀\"")
    }

    @Test func `a text over its limit is cut at a character's end and marked`() {
        #expect(written("a€b", limit: 5) == "\"a€b\"")
        #expect(written("a€b", limit: 4) == "\"a€" + JSONText.cutMark + "\"")
        #expect(written("a€b", limit: 3) == "\"a" + JSONText.cutMark + "\"")
    }
}
