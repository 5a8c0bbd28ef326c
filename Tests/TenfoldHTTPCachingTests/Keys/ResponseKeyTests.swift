import NIOCore
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 2, and RFC 9110, section 4.2.3.
@Suite struct ResponseKeyTests {
    private let hasher: ResponseKeyHasher = {
        var random = SeededRandom(seed: 5)
        return ResponseKeyHasher(using: &random)
    }()

    private func probe(_ head: RequestHead, _ scheme: HTTPScheme) -> KeyProbe {
        let span = head.bytes.readableBytesUInt8Span
        return KeyProbe(head.head, span, host: RequestFacts(head.head, span).host, scheme, hasher)
    }

    private func key(_ head: RequestHead, _ scheme: HTTPScheme = .http) -> ResponseKey {
        ResponseKey(probe(head, scheme), in: head.bytes.readableBytesUInt8Span)
    }

    private func isSame(_ left: RequestHead, _ right: RequestHead, _ scheme: HTTPScheme = .http) -> Bool {
        let (one, other) = (key(left, scheme), key(right, scheme))
        let byProbe = one.isEqual(to: probe(right, scheme), in: right.bytes.readableBytesUInt8Span)
        #expect((one == other) == byProbe)
        #expect(!byProbe || one.hash == other.hash)
        return byProbe
    }

    @Test func `hosts are the same in any case, and with the port that the scheme means`() throws {
        let plain = try RequestHead("/a")
        #expect(try isSame(plain, RequestHead("/a", host: "A.Test")))
        #expect(try isSame(plain, RequestHead("/a", host: "a.test:80")))
        #expect(try isSame(plain, RequestHead("/a", host: "a.test:")))
        #expect(try !isSame(plain, RequestHead("/a", host: "a.test:443")))
        #expect(try isSame(plain, RequestHead("/a", host: "a.test:443"), .https))
        #expect(try !isSame(plain, RequestHead("/a", host: "b.test")))
        #expect(try isSame(RequestHead("/", host: "[::1]:80"), RequestHead("/", host: "[::1]")))
    }

    @Test func `a target is its bytes, with its query`() throws {
        let plain = try RequestHead("/a/path/that/is/longer?x=1")
        #expect(try isSame(plain, RequestHead("/a/path/that/is/longer?x=1", ["Accept: x"])))
        for other in ["/a/path/that/is/longer?x=2", "/a/path/that/is/longer", "/A/path/that/is/longer?x=1"] {
            #expect(try !isSame(plain, RequestHead(other)))
        }
        #expect(try !isSame(RequestHead("/a?"), RequestHead("/a")))
        #expect(try !isSame(RequestHead("/%61"), RequestHead("/a")))
    }

    @Test func `an absolute form is its path`() throws {
        #expect(try isSame(RequestHead("http://a.test/x?y"), RequestHead("/x?y")))
        #expect(try isSame(RequestHead("http://a.test"), RequestHead("/")))
    }

    @Test func `schemes are apart`() throws {
        let head = try RequestHead("/a")
        #expect(key(head, .http) != key(head, .https))
        #expect(key(head, .http).hash != key(head, .https).hash)
    }

    @Test func `what is between host and path counts`() {
        let one = ResponseKey(.http, host: Array("a".utf8), target: Array("/b".utf8), hasher)
        let other = ResponseKey(.http, host: Array("a/".utf8), target: Array("b".utf8), hasher)
        #expect(one != other)
        #expect(one.hash != other.hash)
    }

    @Test func `another secret gives other hashes`() throws {
        var random = SeededRandom(seed: 6)
        let other = ResponseKeyHasher(using: &random)
        let bytes = Array("a.test/path".utf8)
        #expect(hasher.hash(bytes) != other.hash(bytes))
    }

    @Test func `a URL of an operator has the key of its requests`() throws {
        let cases = [
            ("http://a.test/x?y=1", "/x?y=1"), ("HTTP://A.TEST:80/x", "/x"), ("http://a.test", "/"),
            ("http://a.test?q", "/?q"), ("http://a.test/x#part", "/x"), ("http://a.test/b/../x/./y", "/x/y"),
        ]
        for (url, path) in cases {
            let uri = try #require(ResourceURI(Array(url.utf8)))
            let requested = key(try RequestHead(path))
            #expect(ResponseKey(uri, hasher) == requested, "\(url)")
            #expect(ResponseKey(uri, hasher).hash == requested.hash, "\(url)")
        }
    }
}
