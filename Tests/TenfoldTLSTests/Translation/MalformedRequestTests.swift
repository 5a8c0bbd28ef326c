import NIOCore
import NIOHPACK
import Testing

@testable import TenfoldTLS

/// Every shape of RFC 9113, sections 8.1.1 to 8.3, and what else HTTP/1.1 would read in another way.
@Suite struct MalformedRequestTests {
    private static let heads: [(HPACKHeaders, MalformedRequest)] = [
        (requestFields(method: nil), .missing(":method")),
        (requestFields(scheme: nil), .missing(":scheme")),
        (requestFields(path: nil), .missing(":path")),
        (requestFields(authority: nil), .missing(":authority")),
        ([":method": "GET", ":method": "GET", ":scheme": "https", ":path": "/"], .repeated(":method")),
        ([":method": "GET", ":scheme": "https", ":path": "/", ":path": "/x"], .repeated(":path")),
        ([":method": "GET", ":scheme": "https", ":scheme": "https", ":path": "/"], .repeated(":scheme")),
        ([":authority": "a", ":authority": "a"], .repeated(":authority")),
        ([":method": "GET", ":status": "200"], .unknownPseudoField),
        ([":method": "GET", ":protocol": "websocket"], .unknownPseudoField),
        ([":Method": "GET"], .unknownPseudoField),
        ([":": "GET"], .unknownPseudoField),
        ([":method": "GET", ":scheme": "https", "accept": "*/*", ":path": "/"], .latePseudoField),
        (requestFields(method: ""), .method),
        (requestFields(method: "GE T"), .method),
        (requestFields(method: "GET /x HTTP/1.1\r\nx: y"), .method),
        (requestFields(method: "CONNECT"), .method),
        ([":method": "CONNECT", ":authority": "shop.test:443"], .method),
        (requestFields(scheme: "http"), .scheme),
        (requestFields(scheme: "HTTPS"), .scheme),
        (requestFields(scheme: ""), .scheme),
        (requestFields(path: ""), .path),
        (requestFields(path: "*"), .path),
        (requestFields(path: "a"), .path),
        (requestFields(path: "?a"), .path),
        (requestFields(path: "https://shop.test/"), .path),
        (requestFields(path: "/a b"), .path),
        (requestFields(path: "/a#b"), .path),
        (requestFields(path: "/a\r\nx: y"), .path),
        (requestFields(path: "/ HTTP/1.1\r\n\r\nGET /b"), .path),
        (requestFields(path: "/\u{0}"), .path),
        (requestFields(path: "/\u{7F}"), .path),
        (requestFields(path: "/ä"), .path),
        (requestFields(authority: ""), .authority),
        (requestFields(authority: "user@shop.test"), .authority),
        (requestFields(authority: "user:word@shop.test"), .authority),
        (requestFields(authority: "shop.test/a"), .authority),
        (requestFields(authority: "shop.test?a"), .authority),
        (requestFields(authority: "shop.test#a"), .authority),
        (requestFields(authority: "shop test"), .authority),
        (requestFields(authority: "shop.test\r\nx: y"), .authority),
        (requestFields(authority: "a,b"), .authority),
        (requestFields(authority: "shöp.test"), .authority),
        (requestFields([("host", "other.test")]), .otherHost),
        (requestFields([("host", "")]), .otherHost),
        (requestFields([("host", "shop.test"), ("host", "shop.test")]), .repeated("host")),
        (requestFields(authority: nil, [("host", "user@shop.test")]), .authority),
        (requestFields([("", "a")]), .name),
        (requestFields([("Accept", "a")]), .name),
        (requestFields([("x-Y", "a")]), .name),
        (requestFields([("x y", "a")]), .name),
        (requestFields([("x:", "a")]), .name),
        (requestFields([("x\r\ny", "a")]), .name),
        (requestFields([("x\u{0}", "a")]), .name),
        (requestFields([("ä", "a")]), .name),
        (requestFields([("x(", "a")]), .name),
        (requestFields([("x", "a\r\ny: b")]), .value),
        (requestFields([("x", "a\rb")]), .value),
        (requestFields([("x", "a\nb")]), .value),
        (requestFields([("x", "a\u{0}b")]), .value),
        (requestFields([("x", "a\u{1}b")]), .value),
        (requestFields([("x", "a\u{7F}b")]), .value),
        (requestFields([("x", " a")]), .value),
        (requestFields([("x", "a ")]), .value),
        (requestFields([("x", "\ta")]), .value),
        (requestFields([("x", "a\t")]), .value),
        (requestFields([("x", "a\u{FFFD}b")]), .value),
        (requestFields([("cookie", "a=1\r\nx: y")]), .value),
        (requestFields([("content-length", "5\r\nx: y")]), .value),
        (requestFields([("connection", "close")]), .connectionField("connection")),
        (requestFields([("connection", "")]), .connectionField("connection")),
        (requestFields([("transfer-encoding", "chunked")]), .connectionField("transfer-encoding")),
        (requestFields([("transfer-encoding", "identity")]), .connectionField("transfer-encoding")),
        (requestFields([("keep-alive", "timeout=5")]), .connectionField("keep-alive")),
        (requestFields([("proxy-connection", "close")]), .connectionField("proxy-connection")),
        (requestFields([("upgrade", "h2c")]), .connectionField("upgrade")),
        (requestFields([("te", "gzip")]), .connectionField("te")),
        (requestFields([("te", "trailers, gzip")]), .connectionField("te")),
        (requestFields([("content-length", "")]), .contentLength),
        (requestFields([("content-length", "+5")]), .contentLength),
        (requestFields([("content-length", "-5")]), .contentLength),
        (requestFields([("content-length", "5,5")]), .contentLength),
        (requestFields([("content-length", "0x5")]), .contentLength),
        (requestFields([("content-length", "5 5")]), .contentLength),
        (requestFields([("content-length", "9999999999999999999")]), .contentLength),
        (requestFields([("content-length", "5"), ("content-length", "5")]), .repeated("content-length")),
        (requestFields([("content-length", "5")]), .bodyLength),
    ]

    @Test(arguments: heads.indices)
    func `a malformed head is refused, and nothing of it comes out`(index: Int) {
        let (headers, reason) = Self.heads[index]
        var request = RequestTranslation()
        #expect(throws: reason, "\(headers.text)") { try request.take(headers: headers, ends: true) }
        #expect(!request.hasBegun, "\(headers.text)")
    }

    private func begun(_ fields: [(String, String)] = []) throws -> RequestTranslation {
        var request = RequestTranslation()
        _ = try request.take(headers: requestFields(method: "POST", fields), ends: false)
        return request
    }

    @Test func `more data than was announced`() throws {
        var request = try begun([("content-length", "3")])
        #expect(throws: MalformedRequest.bodyLength) { try request.take(data: ByteBuffer(string: "abcd"), ends: true) }
        request = try begun([("content-length", "3")])
        #expect(try request.take(data: ByteBuffer(string: "abc"), ends: false).readableBytes == 0)
        #expect(throws: MalformedRequest.bodyLength) { try request.take(data: ByteBuffer(string: "d"), ends: false) }
        request = try begun([("content-length", "0")])
        #expect(throws: MalformedRequest.bodyLength) { try request.take(data: ByteBuffer(string: "a"), ends: true) }
    }

    @Test func `less data than was announced`() throws {
        var request = try begun([("content-length", "3")])
        #expect(throws: MalformedRequest.bodyLength) { try request.take(data: ByteBuffer(string: "ab"), ends: true) }
        request = try begun([("content-length", "3")])
        #expect(throws: MalformedRequest.bodyLength) { try request.take(headers: ["x-sum": "1"], ends: true) }
    }

    @Test(arguments: [
        ([(":path", "/x")], MalformedRequest.latePseudoField),
        ([("x", "1"), (":status", "200")], .latePseudoField),
        ([("X-Sum", "1")], .name),
        ([("x-sum", "1\r\nx: y")], .value),
        ([("transfer-encoding", "chunked")], .connectionField("transfer-encoding")),
        ([("connection", "x-sum")], .connectionField("connection")),
    ])
    func `malformed trailers`(fields: [(String, String)], reason: MalformedRequest) throws {
        var request = try begun()
        #expect(throws: reason) { try request.take(headers: HPACKHeaders(fields), ends: true) }
        #expect(!request.hasEnded)
    }

    @Test func `a second head, and data before the head or behind the end`() throws {
        var request = try begun()
        #expect(throws: MalformedRequest.frameOutOfOrder) { try request.take(headers: ["x": "y"], ends: false) }
        _ = try request.take(data: ByteBuffer(), ends: true)
        #expect(throws: MalformedRequest.frameOutOfOrder) { try request.take(headers: ["x": "y"], ends: true) }
        #expect(throws: MalformedRequest.frameOutOfOrder) { try request.take(data: ByteBuffer(), ends: true) }
        var fresh = RequestTranslation()
        #expect(throws: MalformedRequest.frameOutOfOrder) { try fresh.take(data: ByteBuffer(), ends: true) }
    }
}
