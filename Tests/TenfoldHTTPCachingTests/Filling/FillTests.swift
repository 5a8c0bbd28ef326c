import NIOCore
import TenfoldHTTP
import Testing

@testable import TenfoldHTTPCaching

@Suite struct FillTests {
    private let fresh = "Cache-Control: max-age=60"

    private func begin(
        _ scene: CacheScene, _ fields: [String] = [], body: String = "hello", method: String = "GET"
    ) throws -> Fill? {
        let request = try #require(try scene.request("/", method: method))
        let response = try scene.response([fresh] + fields, body: body)
        let times = ExchangeTimes(requested: scene.now, responded: scene.now, wallSeconds: scene.wallSeconds)
        return scene.cache.beginFill(request, head: response.head, in: response.bytes, times: times)
    }

    @Test func `what is committed is what was appended`() throws {
        let scene = CacheScene()
        let fill = try #require(try begin(scene))
        for piece in ["he", "", "l", "lo"] { #expect(fill.append(ByteBuffer(string: piece))) }
        #expect(try scene.ask() == .miss)
        #expect(fill.commit()?.body.text == "hello")
        #expect(try scene.ask() == .hit(body: "hello", age: 0))
    }

    @Test func `what was appended from is not held, and not changed with it`() throws {
        let scene = CacheScene()
        let fill = try #require(try begin(scene))
        var piece = ByteBuffer(string: "hello")
        #expect(fill.append(piece))
        piece.setString("XXXXX", at: 0)
        #expect(fill.commit()?.body.text == "hello")
    }

    @Test func `a body shorter or longer than its length is nothing`() throws {
        let scene = CacheScene()
        let short = try #require(try begin(scene))
        #expect(short.append(ByteBuffer(string: "hell")))
        #expect(short.commit() == nil)
        let long = try #require(try begin(scene))
        #expect(!long.append(ByteBuffer(string: "hello!")))
        #expect(!long.append(ByteBuffer(string: "")))
        #expect(long.commit() == nil)
        #expect(try scene.ask() == .miss)
    }

    @Test func `what is abandoned or lost is nothing, and gives its bytes back`() throws {
        let scene = CacheScene()
        do {
            let fill = try #require(try begin(scene))
            #expect(fill.append(ByteBuffer(string: "hello")))
            #expect(scene.cache.fillByteCount == 5)
            fill.abandon()
            #expect(scene.cache.fillByteCount == 0)
            #expect(fill.commit() == nil)
            let lost = try #require(try begin(scene))
            #expect(lost.append(ByteBuffer(string: "hello")))
        }
        #expect(scene.cache.fillByteCount == 0)
        #expect(scene.cache.entryCount == 0)
    }

    @Test func `a body of chunks is bounded by the route's limit, and gets its length`() throws {
        let scene = CacheScene()
        scene.policy.maximumObjectBytes = 10
        let fits = try #require(try begin(scene, ["Transfer-Encoding: chunked"]))
        #expect(fits.append(ByteBuffer(string: "0123456789")))
        let stored = try #require(fits.commit())
        #expect(CacheScene.served(stored, age: 0).contains("\r\ncontent-length: 10\r\n"))
        let large = try #require(try begin(scene, ["Transfer-Encoding: chunked"]))
        #expect(large.append(ByteBuffer(string: "0123456789")))
        #expect(!large.append(ByteBuffer(string: "0")))
        #expect(large.commit() == nil)
        #expect(scene.cache.fillByteCount == 0)
    }

    @Test func `all bodies on their way together are bounded`() throws {
        var limits = HTTPCacheLimits()
        limits.fillBytes = 8
        let scene = CacheScene(limits)
        let first = try #require(try begin(scene))
        let second = try #require(try begin(scene))
        #expect(first.append(ByteBuffer(string: "hello")))
        #expect(!second.append(ByteBuffer(string: "hello")))
        #expect(first.commit() != nil)
        let third = try #require(try begin(scene))
        #expect(third.append(ByteBuffer(string: "hello")))
    }

    @Test func `an answer to HEAD is for those who wait, and not kept`() throws {
        let scene = CacheScene()
        let fill = try #require(try begin(scene, ["Content-Length: 1000"], method: "HEAD"))
        let response = try #require(fill.commit())
        #expect(CacheScene.served(response, age: 0).contains("Content-Length: 1000\r\n"))
        #expect(scene.cache.entryCount == 0)
    }

    @Test func `values beyond the limit of selection are not kept`() throws {
        let scene = CacheScene()
        let long = String(repeating: "x", count: 5_000)
        #expect(try scene.fill(for: ["X: \(long)"], [fresh, "Vary: X"]) == nil)
    }

    @Test func `a revalidation asks with what is stored, not with what the client has`() throws {
        let scene = CacheScene()
        let stored = try #require(
            try scene.fill([
                "Cache-Control: no-cache", "ETag: W/\"a\"", "Last-Modified: Tue, 14 Nov 2023 00:00:00 GMT",
            ]))
        let request = try #require(
            try scene.request("/x", ["If-None-Match: \"b\"", "X: y", "If-Modified-Since: x", "Z: w"]))
        let rewritten = RewrittenRequest(request, validating: stored)
        #expect(rewritten.isConditional)
        #expect(
            rewritten.bytes.text == "GET /x HTTP/1.1\r\nHost: a.test\r\nX: y\r\nZ: w\r\nif-none-match: W/\"a\"\r\n"
                + "if-modified-since: Tue, 14 Nov 2023 00:00:00 GMT\r\n\r\n")
        // Its index is what a parser finds in its bytes.
        let parsed = try RequestHead(rewritten.bytes.text.components)
        #expect(parsed.head.fields == rewritten.head.fields)
        #expect(parsed.head.byteCount == rewritten.head.byteCount)
    }

    @Test func `without anything to revalidate the whole is asked for`() throws {
        let scene = CacheScene()
        let request = try #require(try scene.request("/x", ["If-None-Match: \"b\"", "X: y"]))
        let rewritten = RewrittenRequest(request, validating: nil)
        #expect(!rewritten.isConditional)
        #expect(rewritten.bytes.text == "GET /x HTTP/1.1\r\nHost: a.test\r\nX: y\r\n\r\n")
        let head = try #require(try scene.request("/x", ["If-None-Match: \"b\""], method: "HEAD"))
        #expect(RewrittenRequest(head, validating: nil).bytes.text.contains("If-None-Match"))
    }

    @Test func `a response goes to its client without surrogate keys`() throws {
        let scene = CacheScene()
        let response = try ResponseHead(
            "200 OK", ["A: 1", "Surrogate-Key: x", "cache-tag: y", "B: 2", "Content-Length: 0"])
        let rewritten = try #require(
            RewrittenResponse(response.head, in: response.bytes, without: scene.policy.fieldsKeptFromClients))
        #expect(rewritten.bytes.text == "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nContent-Length: 0\r\n\r\n")
        let parsed = try ResponseHead("200 OK", ["A: 1", "B: 2", "Content-Length: 0"])
        #expect(parsed.head.fields == rewritten.head.fields)
        #expect(parsed.head.byteCount == rewritten.head.byteCount)
        let plain = try ResponseHead("200 OK", ["A: 1", "Content-Length: 0"])
        #expect(RewrittenResponse(plain.head, in: plain.bytes, without: scene.policy.fieldsKeptFromClients) == nil)
    }
}

extension String {
    /// Lines of a head, without the empty one.
    fileprivate var components: [String] {
        utf8.split(separator: 0x0A).map { String(decoding: $0.filter { $0 != 0x0D }, as: UTF8.self) }.filter {
            !$0.isEmpty
        }
    }
}
