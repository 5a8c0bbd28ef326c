import HostileMessages
import Testing

@testable import TenfoldHTTP

/// The client's reader against RFC 9110 and RFC 9112.
struct ResponseReaderTests {
    @Test(arguments: ResponseExamples.whole)
    func `a whole response is read`(text: String, body: String) {
        let reading = ResponseReading(text)
        #expect(reading.isWhole, "\(text.debugDescription)")
        #expect(reading.body.latin1 == body)
        #expect(reading.keepsConnection)
    }

    @Test(arguments: ResponseExamples.refused)
    func `what is no response is refused`(text: String) {
        #expect(ResponseReading(text).isRefused, "\(text.debugDescription)")
    }

    @Test func `what is read does not depend on how it came`() {
        let surplus = [
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nall",
        ]
        for text in ResponseExamples.whole.map(\.text) + ResponseExamples.refused + surplus {
            let bytes = Array(latin1: text)
            let whole = ResponseReading(bytes)
            #expect(ResponseReading(bytes, cutAt: Array(0..<bytes.count)) == whole, "\(text.debugDescription)")
            for cut in bytes.indices where ResponseReading(bytes, cutAt: [cut]) != whole {
                Issue.record("split at \(cut): \(text.debugDescription)")
            }
        }
    }

    @Test func `no beginning of a response is taken for a whole one`() {
        for text in ResponseExamples.whole.map(\.text) {
            let bytes = Array(latin1: text)
            for count in bytes.indices {
                let ending = ResponseReading(Array(bytes[..<count])).ending
                #expect(ending == .incomplete, "\(count) of \(text.debugDescription)")
            }
        }
    }

    @Test func `bytes behind a response are no part of it`() {
        let smuggled = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
        for text in ResponseExamples.whole {
            let reading = ResponseReading(text.text + smuggled)
            #expect(reading.body.latin1 == text.body)
            #expect(reading.ending == .whole(surplus: smuggled.utf8.count))
        }
    }

    @Test func `the response to HEAD has no body, whatever its length`() {
        let lengths = ResponseReading("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", toHead: true)
        #expect(lengths.isWhole && lengths.body.isEmpty)
        #expect(ResponseReading("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", toHead: true).isWhole)
        #expect(ResponseReading("HTTP/1.1 200 OK\r\n\r\n", toHead: true).isWhole)
    }

    @Test func `a response without a length ends with its connection`() {
        let reading = ResponseReading("HTTP/1.1 200 OK\r\n\r\nall there is")
        #expect(reading.ending == .untilConnectionEnd && reading.body.latin1 == "all there is")
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 200 OK\r\nConnection: x, Close ,y\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
    ])
    func `the head says whether the connection goes on`(text: String, keeps: Bool) {
        #expect(ResponseReading(text).keepsConnection == keeps)
    }

    @Test func `fields are found with their values trimmed`() {
        let reading = ResponseReading("HTTP/1.1 200 OK\r\nA: \t b c \t\r\nContent-Length: 0\r\nB:\r\n\r\n")
        #expect(reading.fields == ["A: b c", "Content-Length: 0", "B: "])
    }

    @Test func `a head has a limit, and its fields have one`() {
        var limits = HTTPLimits()
        limits.headerBytes = 100
        limits.headerCount = 3
        let head = { (count: Int) in
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: " + String(repeating: "x", count: count - 43) + "\r\n\r\n"
        }
        #expect(ResponseReading(head(100), limits: limits).isWhole)
        #expect(ResponseReading(head(101), limits: limits).isRefused)
        let fields = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
        #expect(ResponseReading(fields + "A: b\r\nC: d\r\n\r\n", limits: limits).isWhole)
        #expect(ResponseReading(fields + "A: b\r\nC: d\r\nE: f\r\n\r\n", limits: limits).isRefused)
    }

    @Test func `endless interim responses are refused`() {
        let interim = "HTTP/1.1 102 Processing\r\n\r\n"
        let last = "HTTP/1.1 204 No Content\r\n\r\n"
        let limit = ResponseReader.interimLimit
        #expect(ResponseReading(String(repeating: interim, count: limit) + last).isWhole)
        #expect(ResponseReading(String(repeating: interim, count: limit + 1) + last).isRefused)
    }

    @Test func `a head that comes byte by byte costs linear time`() throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nX: \(String(repeating: "v", count: 20_000))\r\n\r\n".utf8)
        var parser = ResponseHeadParser(limits: HTTPLimits())
        var work = 0
        for count in 1...bytes.count {
            work += count - parser.position
            let isWhole = try parser.parse(bytes.span.extracting(first: count).bytes)
            #expect(isWhole == (count == bytes.count))
        }
        #expect(work <= bytes.count * 2 + 256)
    }
}
