import Testing

@testable import TenfoldHTTPCaching

/// RFC 9110, section 5.6.7.
@Suite struct HTTPTimestampTests {
    private func parse(_ text: String, now: Int = 1_700_000_000) -> Int? {
        let bytes = Array(text.utf8)
        return HTTPTimestamp.parse(bytes.span, 0..<bytes.count, now: now)
    }

    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
    func `all three forms of one time`(text: String) {
        #expect(parse(text) == 784_111_777)
    }

    @Test func `days of two digits in the form of asctime`() {
        #expect(parse("Wed Nov 16 08:49:37 1994") == 784_111_777 + 10 * 86_400)
    }

    @Test func `two digits of a year are not more than 50 years ahead`() {
        // 2023 is the present year.
        #expect(parse("Monday, 01-Jan-73 00:00:00 GMT") == parse("Mon, 01 Jan 2073 00:00:00 GMT"))
        #expect(parse("Monday, 01-Jan-74 00:00:00 GMT") == parse("Mon, 01 Jan 1974 00:00:00 GMT"))
    }

    @Test(arguments: [
        "", "0", "-1", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Foo, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun  06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun Nov 06 1994 08:49:37", "Sunday, 06 Nov 94 08:49:37 GMT", "Noday, 06-Nov-94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 0x Nov 1994 08:49:37 GMT",
    ])
    func `what is no time is none`(text: String) {
        #expect(parse(text) == nil)
    }

    @Test func `what is written is read as the same, over four centuries`() {
        for seconds in stride(from: 0, to: 12_622_780_800, by: 7_654_321) {
            #expect(parse(HTTPTimestamp.text(secondsSince1970: seconds)) == seconds)
        }
        #expect(HTTPTimestamp.text(secondsSince1970: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
