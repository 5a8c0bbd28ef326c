import NIOCore
import Testing

@testable import TenfoldHTTP

/// Heads as a proxy sends them on.
@Suite struct ForwardingTests {
    private let client = ForwardedClient(address: "192.0.2.7", scheme: "http")

    private func parsed(_ text: String) throws -> (RequestHeadIndex, ByteBuffer) {
        let bytes = ByteBuffer(string: text)
        var parser = RequestHeadParser(limits: HTTPLimits())
        let isWhole = try parser.parse(bytes.readableBytesSpan)
        #expect(isWhole)
        return (parser.index, bytes)
    }

    private func forwarded(_ text: String, cutting prefix: Int = 0) throws -> String {
        let (head, bytes) = try parsed(text)
        var out = ByteBuffer()
        try head.forward(bytes, cutting: prefix, of: client, into: &out)
        return String(buffer: out)
    }

    private func response(
        _ text: String, isDechunked: Bool = false, closes: Bool = false, keepsAlive: Bool = false
    ) throws -> (unchanged: Bool, text: String) {
        let bytes = ByteBuffer(string: text)
        var parser = ResponseHeadParser(limits: HTTPLimits())
        #expect(try parser.parse(bytes.readableBytesSpan))
        var out = ByteBuffer()
        try parser.index.forward(bytes, isDechunked: isDechunked, closes: closes, keepsAlive: keepsAlive, into: &out)
        return (parser.index.passesUnchanged(bytes), String(buffer: out))
    }

    @Test func `a request goes on as it came, with who sent it`() throws {
        #expect(
            try forwarded("GET /a?b=c HTTP/1.1\r\nHost: shop.test:80\r\nAccept: */*\r\nX-Y:z \r\n\r\n")
                == "GET /a?b=c HTTP/1.1\r\nHost: shop.test:80\r\nAccept: */*\r\nX-Y:z \r\n"
                + "x-forwarded-for: 192.0.2.7\r\nx-forwarded-proto: http\r\nx-forwarded-host: shop.test:80\r\n"
                + "forwarded: for=192.0.2.7;proto=http;host=\"shop.test:80\"\r\n\r\n")
    }

    @Test(arguments: [
        "Connection: close", "Connection: keep-alive, X-Secret\r\nX-Secret: 1", "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive", "TE: trailers", "Upgrade: websocket\r\nConnection: Upgrade",
        "connection: x-a,  x-b\r\nX-A: 1\r\nx-b: 2",
    ])
    func `what is for one connection stays behind`(lines: String) throws {
        let sent = try forwarded("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\nAccept: b\r\n\r\n")
        #expect(sent.hasPrefix("GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\nx-forwarded-for: "), "\(sent)")
    }

    @Test(arguments: ["host", "Content-Length", "transfer-encoding"])
    func `Connection may not name what frames or addresses a message`(name: String) {
        #expect(throws: HTTPRefusal.self) {
            try forwarded("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(name)\r\n\r\n")
        }
    }

    @Test(arguments: [
        "X-Forwarded-For: 10.0.0.1", "x-forwarded-proto: https", "X-Forwarded-Host: evil", "X-FORWARDED-PREFIX: /x",
        "Forwarded: for=10.0.0.1", "X-Real-IP: 10.0.0.1", "X-Authenticated-Subject: admin", "x_real_ip: 10.0.0.1",
        "X_Forwarded-For: 10.0.0.1", "X-Authenticated_Roles: admin",
    ])
    func `what strangers say of themselves is dropped`(line: String) throws {
        let sent = try forwarded("GET / HTTP/1.1\r\n\(line)\r\nHost: a\r\n\r\n")
        #expect(
            sent == "GET / HTTP/1.1\r\nHost: a\r\nx-forwarded-for: 192.0.2.7\r\nx-forwarded-proto: http\r\n"
                + "x-forwarded-host: a\r\nforwarded: for=192.0.2.7;proto=http;host=\"a\"\r\n\r\n")
    }

    @Test(arguments: [
        ("GET /api/x?y HTTP/1.1", "GET /x?y HTTP/1.1"), ("GET /api HTTP/1.1", "GET / HTTP/1.1"),
        ("GET /api?y HTTP/1.1", "GET /?y HTTP/1.1"), ("GET /api/ HTTP/1.1", "GET / HTTP/1.1"),
        ("GET http://a/api/x HTTP/1.1", "GET /x HTTP/1.1"), ("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1"),
        ("GET http://a HTTP/1.1", "GET / HTTP/1.1"),
    ])
    func `a prefix is cut, and every target sent in origin form`(line: String, expected: String) throws {
        #expect(try forwarded("\(line)\r\nHost: a\r\n\r\n", cutting: 4).hasPrefix(expected + "\r\n"))
    }

    @Test func `of a chain of proxies Forwarded tells from the client on`() throws {
        let chain = ["forged", "2001:db8::1%\"x", "10.0.0.3"]
        let (head, bytes) = try parsed("GET / HTTP/1.1\r\nHost: a:1\r\n\r\n")
        var out = ByteBuffer()
        try head.forward(bytes, of: ForwardedClient(chain: chain, client: 1, scheme: "https"), into: &out)
        let sent = String(buffer: out)
        #expect(
            sent.hasSuffix("forwarded: for=\"[2001:db8::1]\";proto=https;host=\"a:1\", for=10.0.0.3\r\n\r\n"), "\(sent)"
        )
    }

    @Test func `a request of HTTP 1.0 without a host goes on in HTTP 1.1 with an empty one`() throws {
        let sent = try forwarded("GET / HTTP/1.0\r\n\r\n")
        #expect(sent.hasPrefix("GET / HTTP/1.1\r\nx-forwarded-for: "))
        #expect(sent.hasSuffix("x-forwarded-host: \r\nforwarded: for=192.0.2.7;proto=http\r\nhost: \r\n\r\n"))
    }

    @Test(arguments: [
        ("/a/../b", true), ("/..", true), ("/a/.", true), ("/%2e%2E/a", true), ("/.%2e", true), ("/a/%2e", true),
        ("/%2f..", true), ("/a%2F..%2fb", true), ("/..;x/a", true), ("//..//a", true), ("/a/%5c..", true),
        ("/a..b", false), ("/...", false), ("/.well-known/x", false), ("/a/..b", false), ("/", false),
    ])
    func `dots that servers resolve are found, however they are written`(path: String, isThere: Bool) throws {
        let (head, bytes) = try parsed("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect((head.pathShape(bytes) == .dotted) == isThere)
    }

    @Test(arguments: [
        ("/%61dmin/x", "/admin/x"), ("/admin%2Fx", "/admin/x"), ("//admin///x", "/admin/x"), ("/a;b=c/d;e", "/a/d"),
        ("/admin%5cx", "/admin/x"), ("/a%3Bb/c", "/a/c"), ("/.well-known/x", "/.well-known/x"), ("/%2561", "/%2561"),
    ])
    func `a path that servers read in several ways is found`(path: String, read: String) throws {
        let (head, bytes) = try parsed("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.pathShape(bytes) == .ambiguous(readAs: Array(read.utf8)))
    }

    @Test(arguments: ["/", "/a/b", "/a-b_c~d/e.f", "/a/b/", "/a:b@c!$&'()*+,="])
    func `most paths are read in one way`(path: String) throws {
        let (head, bytes) = try parsed("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.pathShape(bytes) == .plain)
    }

    @Test(arguments: [
        ("Host: Shop.Test:8080", "shop.test"), ("Host: [2001:DB8::1]:80", "[2001:db8::1]"), ("Host: a", "a"),
    ])
    func `a host is found without its port`(line: String, expected: String) throws {
        let (head, bytes) = try parsed("GET / HTTP/1.1\r\nX: y\r\n\(line)\r\n\r\n")
        #expect(String(decoding: head.hostName(in: bytes), as: UTF8.self) == expected)
    }

    @Test func `a response goes on as it came`() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y: z\r\n\r\n"
        let sent = try response(text)
        #expect(sent.unchanged && sent.text == text)
        #expect(
            try response(text, closes: true).text
                == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y: z\r\nconnection: close\r\n\r\n")
    }

    @Test func `a response loses what is for one connection, and its version`() throws {
        let sent = try response(
            "HTTP/1.0 200 Fine\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n")
        #expect(!sent.unchanged && sent.text == "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `a client of HTTP 1.0 gets no chunks`() throws {
        let sent = try response(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n", isDechunked: true, closes: true)
        #expect(sent.text == "HTTP/1.1 200 OK\r\nA: b\r\nconnection: close\r\n\r\n")
    }

    @Test func `a response whose Connection names its length is refused`() {
        #expect(throws: HTTPRefusal.self) {
            try response("HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\n")
        }
    }

    @Test(arguments: [
        ("Connection: keep-alive", true), ("CONNECTION: Keep-Alive", true), ("Connection: close", false),
        ("Connection: keep-alive, X-Secret\r\nX-Secret: 1", false),
        ("Connection: keep-alive\r\nKeep-Alive: timeout=5", false), ("X-Y: z", true),
    ])
    func `a response that says no more than keep-alive goes on as it came`(lines: String, isUnchanged: Bool) throws {
        #expect(try response("HTTP/1.1 200 OK\r\n\(lines)\r\nContent-Length: 0\r\n\r\n").unchanged == isUnchanged)
    }
}
