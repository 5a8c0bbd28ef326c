import TenfoldCore
import Testing

@testable import TenfoldHTTP

/// How head, body and the next head follow each other.
struct RequestReaderTests {
    @Test func `a small head is parsed`() throws {
        let bytes = Array("GET /plaintext?a=b HTTP/1.1\r\nHost: x\r\nX-Empty:\r\n\r\n".utf8)
        var parser = RequestHeadParser(limits: HTTPLimits())
        #expect(try parser.parse(bytes.span.bytes))
        #expect(parser.index.method == .get)
        #expect(parser.index.byteCount == bytes.count)
        #expect(parser.index.fields.count == 2)
        #expect(parser.index.keepsConnection)
        #expect(!parser.index.hasBody)
    }

    @Test func `a chunked body is found`() throws {
        let bytes = Array("3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\nGET".utf8)
        var parser = ChunkedBodyParser(limits: HTTPLimits())
        #expect(try parser.next(bytes.span.bytes) == .data(skip: 7, count: 3))
        let rest = Array(bytes[10...])
        #expect(try parser.next(rest.span.bytes) == .end(consumed: rest.count - 3))
    }
}
