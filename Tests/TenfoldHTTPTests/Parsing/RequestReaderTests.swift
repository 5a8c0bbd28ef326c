import TenfoldCore
import Testing

@testable import TenfoldHTTP

/// How head, body and the next head follow each other, and what the parsers say of themselves.
struct RequestReaderTests {
    private let length = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8)

    @Test func `a body of a known length comes behind its head`() throws {
        var reader = RequestReader(limits: HTTPLimits())
        #expect(try reader.next(length.span.bytes) == .head)
        let body = length.span.extracting(reader.head.byteCount..<length.count)
        #expect(try reader.next(body.extracting(first: 0).bytes) == .needsMore(consumed: 0))
        #expect(try reader.next(body.extracting(first: 2).bytes) == .data(skip: 0, count: 2))
        let before = reader.isAtEndOfMessage
        #expect(try reader.next(body.extracting(last: 1).bytes) == .data(skip: 0, count: 1))
        let behind = reader.isAtEndOfMessage
        #expect(!before && behind)
        #expect(try reader.next(body.extracting(first: 0).bytes) == .end(consumed: 0))
        let isAtStart = reader.isAtStart
        #expect(isAtStart)
    }

    @Test func `a body does not take the bytes behind it`() throws {
        var reader = RequestReader(limits: HTTPLimits())
        #expect(try reader.next(length.span.bytes) == .head)
        #expect(try reader.next(Array("abcGET ".utf8).span.bytes) == .data(skip: 0, count: 3))
    }

    @Test func `framing before data is skipped`() throws {
        let bytes = Array("3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\nGET".utf8)
        var parser = ChunkedBodyParser(limits: HTTPLimits())
        #expect(try parser.next(bytes.span.bytes) == .data(skip: 7, count: 3))
        let rest = bytes.span.extracting(10..<bytes.count)
        #expect(try parser.next(rest.bytes) == .end(consumed: rest.count - 3))
    }

    @Test func `framing without data is consumed`() throws {
        var parser = ChunkedBodyParser(limits: HTTPLimits())
        #expect(try parser.next(Array("3;a".utf8).span.bytes) == .needsMore(consumed: 3))
        #expect(try parser.next(Array("\r\n".utf8).span.bytes) == .needsMore(consumed: 2))
        #expect(try parser.next(Array("ab".utf8).span.bytes) == .data(skip: 0, count: 2))
        #expect(try parser.next(Array("c\r".utf8).span.bytes) == .data(skip: 0, count: 1))
    }

    @Test func `a refusal is the last word`() throws {
        var reader = RequestReader(limits: HTTPLimits())
        let refusal = try #require(throws: HTTPRefusal.self) { try reader.next(Array("@".utf8).span.bytes) }
        #expect(refusal.closesConnection)
        #expect(throws: refusal) { try reader.next(length.span.bytes) }
        let isAtStart = reader.isAtStart
        #expect(!isAtStart)
    }

    @Test func `it is known whether a message has begun`() throws {
        let bytes = Array("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var parser = RequestHeadParser(limits: HTTPLimits())
        for count in 0...bytes.count {
            let isWhole = try parser.parse(bytes.span.extracting(first: count).bytes)
            #expect(parser.isAtStart == (count <= 2), "\(count)")
            #expect(parser.isDone == isWhole)
        }
        #expect(parser.index.byteCount == bytes.count)
        #expect(parser.index.methodStart == 2)
        parser.reset()
        #expect(parser.isAtStart)
    }

    @Test func `nothing of a message is left for the next`() throws {
        let first =
            "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
        let bytes = Array("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var parser = RequestHeadParser(limits: HTTPLimits())
        #expect(try parser.parse(Array(first.utf8).span.bytes))
        let capacity = parser.index.fields.capacity
        parser.reset()
        #expect(try parser.parse(bytes.span.bytes))
        var fresh = RequestHeadParser(limits: HTTPLimits())
        #expect(try fresh.parse(bytes.span.bytes))
        #expect(parser.index.flags == fresh.index.flags)
        #expect(parser.index.fields == fresh.index.fields)
        #expect(parser.index.method == .get)
        #expect(parser.index.fields.capacity == capacity)
    }

    @Test func `every method of the framework is known`() throws {
        for method in HTTPMethod.allCases {
            let target = method == .options ? "*" : "/"
            let bytes = Array("\(method.rawValue) \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            var parser = RequestHeadParser(limits: HTTPLimits())
            #expect(try parser.parse(bytes.span.bytes))
            #expect(parser.index.method == method)
        }
    }

    @Test(arguments: ["get", "GETS", "GE", "OPTIONSX", "DELET", "BREW", "CONNECT", "TRACE"])
    func `another token is no method that is routed`(token: String) throws {
        let bytes = Array("\(token) / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var parser = RequestHeadParser(limits: HTTPLimits())
        #expect(try parser.parse(bytes.span.bytes))
        #expect(parser.index.method == nil)
    }
}
