import NIOCore
import TenfoldCore
import Testing

@testable import TenfoldHTTP

struct ResponseEncoderTests {
    private func encode(
        _ response: Response, _ framing: ResponseFraming, _ connection: ConnectionOption = .unsaid
    ) throws -> String {
        var buffer = ByteBuffer()
        try ResponseEncoder.encodeHead(
            response, framing: framing, connection: connection, date: Array("date: D\r\n".utf8),
            inlineBody: response.body.storage, into: &buffer)
        return String(buffer: buffer)
    }

    @Test func `a response is written whole`() throws {
        let text = try encode(.text("hé"), .length(3))
        #expect(
            text
                == "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 3\r\ndate: D\r\n\r\nhé"
        )
    }

    @Test func `the server's own fields are not the handler's to set`() throws {
        let response = Response(
            status: .created,
            fields: ["Content-Length": "9", "Transfer-Encoding": "x", "Connection": "x", "Date": "x", "a": "b"])
        #expect(
            try encode(response, .chunked, .close)
                == "HTTP/1.1 201 Created\r\na: b\r\ntransfer-encoding: chunked\r\nconnection: close\r\ndate: D\r\n\r\n")
    }

    @Test(arguments: [("a", "b\r\nc: d"), ("a", "b\u{0}"), ("a\r\nb", "c"), ("a b", "c"), ("", "c"), ("é", "c")])
    func `a field that would inject another is refused and nothing is written`(name: String, value: String) {
        var buffer = ByteBuffer(string: "before")
        #expect(throws: ResponseEncoder.InvalidField.self) {
            try ResponseEncoder.encodeHead(
                Response(fields: [name: value]), framing: .length(0), connection: .unsaid, date: [], into: &buffer)
        }
        #expect(String(buffer: buffer) == "before")
    }

    @Test func `the date is an IMF-fixdate`() {
        #expect(HTTPDate.format(secondsSince1970: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.format(secondsSince1970: 1_709_164_800) == "Thu, 29 Feb 2024 00:00:00 GMT")
    }

    @Test func `a problem escapes its detail`() throws {
        let body = Problem(status: .badRequest, detail: "a \"b\"\\\n\u{1}").response().body
        guard case .buffer(let buffer) = body.storage else {
            Issue.record("no buffer")
            return
        }
        #expect(
            String(buffer: buffer)
                == #"{"type":"about:blank","title":"Bad Request","status":400,"detail":"a \"b\"\\\n\u0001"}"#)
    }
}
