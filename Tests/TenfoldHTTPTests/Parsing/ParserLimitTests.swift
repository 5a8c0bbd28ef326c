import Testing

@testable import TenfoldHTTP

/// Limits, exact: what is at the limit is accepted, one more is refused with the limit's own status.
struct ParserLimitTests {
    private static let shortLimits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.headerBytes = 300
        limits.headerCount = 4
        limits.targetBytes = 20
        return limits
    }()

    private func reading(_ text: String, limits: HTTPLimits = shortLimits) -> Reading {
        let reading = Reading(Array(text.utf8), limits: limits)
        #expect(Reading(byteByByte: Array(text.utf8), limits: limits) == reading)
        return reading
    }

    private func head(of byteCount: Int) -> String {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        return start + String(repeating: "x", count: byteCount - start.utf8.count - 4) + "\r\n\r\n"
    }

    @Test func `a head may be as long as the limit`() {
        #expect(reading(head(of: 300)).ending == .clean)
        #expect(reading(head(of: 301)).ending == .refused(.headTooLarge(limit: 300)))
        #expect(reading(head(of: 1000)).ending == .refused(.headTooLarge(limit: 300)))
    }

    @Test func `a head at the limit is refused before another byte comes`() {
        let bytes = Array(head(of: 400).utf8)
        let limits = Self.shortLimits
        #expect(Reading(Array(bytes[..<300]), limits: limits).ending == .refused(.headTooLarge(limit: 300)))
        #expect(Reading(Array(bytes[..<299]), limits: limits).ending == .insideHead)
    }

    @Test func `each head has the whole limit`() {
        #expect(reading(head(of: 300) + head(of: 300)).ending == .clean)
    }

    @Test func `offsets hold for the longest head, whatever is configured`() throws {
        var limits = HTTPLimits()
        limits.headerBytes = .max
        let bytes = Array(head(of: 65_535).utf8)
        let longest = Reading(bytes, limits: limits)
        #expect(longest.ending == .clean)
        #expect(longest.messages.first?.fields.last?.value.count == 65_535 - 32)
        let tooLong = Reading(Array(head(of: 65_536).utf8), limits: limits)
        #expect(tooLong.ending == .refused(.headTooLarge(limit: 65_535)))
    }

    @Test func `a head may have as many fields as the limit`() {
        let fields = { (count: Int) in
            "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: count) + "\r\n"
        }
        #expect(reading(fields(3)).ending == .clean)
        #expect(reading(fields(4)).ending == .refused(.tooManyFields(limit: 4)))
    }

    @Test func `a target may be as long as the limit`() {
        let request = { (count: Int) in
            "GET /" + String(repeating: "a", count: count - 1) + " HTTP/1.1\r\nHost: a\r\n\r\n"
        }
        #expect(reading(request(20)).ending == .clean)
        #expect(reading(request(21)).ending == .refused(.targetTooLong(limit: 20)))
        #expect(reading(request(400)).ending == .refused(.targetTooLong(limit: 20)))
    }

    @Test func `a query counts for the target`() {
        let request = { (query: String) in "GET /a?\(query) HTTP/1.1\r\nHost: a\r\n\r\n" }
        #expect(reading(request("01234567890123456")).ending == .clean)
        #expect(reading(request("012345678901234567")).ending == .refused(.targetTooLong(limit: 20)))
    }

    private func chunked(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    }

    @Test func `trailers together may be as long as a head`() {
        let trailers = { (count: Int) in
            self.chunked("0\r\nX: " + String(repeating: "y", count: count - 7) + "\r\n\r\n")
        }
        #expect(reading(trailers(300)).ending == .clean)
        #expect(reading(trailers(301)).ending == .refused(.headTooLarge(limit: 300)))
    }

    @Test func `there may be as many trailers as fields`() {
        let trailers = { (count: Int) in self.chunked("0\r\n" + String(repeating: "X: y\r\n", count: count) + "\r\n") }
        #expect(reading(trailers(4)).ending == .clean)
        #expect(reading(trailers(5)).ending == .refused(.tooManyFields(limit: 4)))
    }

    @Test func `chunk extensions together may be as long as a head`() {
        let chunk = "1;" + String(repeating: "e", count: 99) + "\r\nx\r\n"
        let threeChunks = String(repeating: chunk, count: 3)
        #expect(reading(chunked(threeChunks + "0\r\n\r\n")).ending == .clean)
        #expect(reading(chunked(threeChunks + "0;\r\n\r\n")).ending == .refused(.extensionsTooLong(limit: 300)))
    }

    @Test func `the next body has its own extensions and trailers`() {
        let trailers = String(repeating: "A: \(String(repeating: "b", count: 60))\r\n", count: 4)
        let body = "1;" + String(repeating: "e", count: 299) + "\r\nx\r\n0\r\n" + trailers + "\r\n"
        #expect(reading(chunked(body) + chunked(body)).ending == .clean)
    }

    @Test func `a limit of nothing refuses everything`() {
        var limits = HTTPLimits()
        limits.headerBytes = 0
        #expect(Reading(Array("GET / HTTP/1.1\r\n".utf8), limits: limits).refusedStatus == 431)
    }
}
