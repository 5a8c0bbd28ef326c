import NIOCore
import NIOHPACK
import Testing

@testable import TenfoldTLS

/// What a request that is in order looks like in HTTP/1.1.
@Suite struct RequestTranslationTests {
    private func head(_ headers: HPACKHeaders, ends: Bool = true) throws -> String {
        var request = RequestTranslation()
        return String(buffer: try request.take(headers: headers, ends: ends))
    }

    @Test func `a request without a body`() throws {
        let text = try head(requestFields(path: "/a?b", [("accept", "*/*"), ("x-two", "1"), ("x-two", "2")]))
        #expect(text == "GET /a?b HTTP/1.1\r\nhost: shop.test\r\naccept: */*\r\nx-two: 1\r\nx-two: 2\r\n\r\n")
    }

    @Test func `the authority becomes the host, and a host that says the same is not told twice`() throws {
        #expect(try head(requestFields([("host", "SHOP.test")])) == "GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n")
        let hostAlone = requestFields(authority: nil, [("host", "shop.test:443")])
        #expect(try head(hostAlone) == "GET / HTTP/1.1\r\nhost: shop.test:443\r\n\r\n")
    }

    @Test func `crumbs of a cookie become one field`() throws {
        let text = try head(requestFields([("cookie", "a=1"), ("x", "y"), ("cookie", "b=2"), ("cookie", "c=3")]))
        #expect(text == "GET / HTTP/1.1\r\nhost: shop.test\r\nx: y\r\ncookie: a=1; b=2; c=3\r\n\r\n")
    }

    @Test func `te stays behind`() throws {
        #expect(try head(requestFields([("te", "trailers")])) == "GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n")
    }

    @Test func `OPTIONS may ask for the server as a whole`() throws {
        let text = try head(requestFields(method: "OPTIONS", path: "*"))
        #expect(text == "OPTIONS * HTTP/1.1\r\nhost: shop.test\r\n\r\n")
    }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func `a method that has a body says so where it has none`(method: String) throws {
        let text = try head(requestFields(method: method))
        #expect(text == "\(method) / HTTP/1.1\r\nhost: shop.test\r\ncontent-length: 0\r\n\r\n")
    }

    @Test func `a body of known length goes on as it comes`() throws {
        var request = RequestTranslation()
        let head = try request.take(headers: requestFields(method: "POST", [("content-length", "5")]), ends: false)
        #expect(String(buffer: head) == "POST / HTTP/1.1\r\nhost: shop.test\r\ncontent-length: 5\r\n\r\n")
        #expect(String(buffer: try request.take(data: ByteBuffer(string: "hel"), ends: false)) == "hel")
        #expect(try request.take(data: ByteBuffer(), ends: false).readableBytes == 0)
        #expect(String(buffer: try request.take(data: ByteBuffer(string: "lo"), ends: true)) == "lo")
        #expect(request.hasEnded)
    }

    @Test func `what completes a body of known length waits for the end of the stream`() throws {
        var request = RequestTranslation()
        _ = try request.take(headers: requestFields(method: "POST", [("content-length", "2")]), ends: false)
        #expect(try request.take(data: ByteBuffer(string: "ab"), ends: false).readableBytes == 0)
        #expect(String(buffer: try request.take(data: ByteBuffer(), ends: true)) == "ab")
        var empty = RequestTranslation()
        let fields = requestFields(method: "POST", [("content-length", "0")])
        #expect(try empty.take(headers: fields, ends: false).readableBytes == 0)
        #expect(String(buffer: try empty.take(data: ByteBuffer(), ends: true)).hasSuffix("content-length: 0\r\n\r\n"))
    }

    @Test func `a body of unknown length goes in chunks`() throws {
        var request = RequestTranslation()
        let head = try request.take(headers: requestFields(method: "POST"), ends: false)
        #expect(String(buffer: head).hasSuffix("transfer-encoding: chunked\r\n\r\n"))
        let long = String(repeating: "x", count: 17)
        #expect(String(buffer: try request.take(data: ByteBuffer(string: long), ends: false)) == "11\r\n\(long)\r\n")
        #expect(try request.take(data: ByteBuffer(), ends: false).readableBytes == 0)
        #expect(String(buffer: try request.take(data: ByteBuffer(string: "a"), ends: true)) == "1\r\na\r\n0\r\n\r\n")
        #expect(request.hasEnded)
    }

    @Test func `trailers come behind the last chunk`() throws {
        var request = RequestTranslation()
        _ = try request.take(headers: requestFields(method: "POST"), ends: false)
        let trailers = try request.take(headers: ["x-sum": "1", "x-more": "2"], ends: true)
        #expect(String(buffer: trailers) == "0\r\nx-sum: 1\r\nx-more: 2\r\n\r\n")
        #expect(request.hasEnded)
    }

    @Test func `trailers of a body of known length are dropped`() throws {
        var request = RequestTranslation()
        _ = try request.take(headers: requestFields(method: "POST", [("content-length", "1")]), ends: false)
        #expect(try request.take(data: ByteBuffer(string: "a"), ends: false).readableBytes == 0)
        #expect(String(buffer: try request.take(headers: ["x-sum": "1"], ends: true)) == "a")
    }

    @Test func `HEAD is remembered`() throws {
        var request = RequestTranslation()
        _ = try request.take(headers: requestFields(method: "HEAD"), ends: true)
        #expect(request.isHead)
    }
}
