import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 3.1, and what a hit writes (section 5.1).
@Suite struct StoredHeadTests {
    private func served(
        _ fields: [String], status: String = "200 OK", body: String = "hello", age: Int = 7,
        _ change: (inout HTTPCachePolicy) -> Void = { _ in }
    ) throws -> String {
        let scene = CacheScene()
        change(&scene.policy)
        let response = try #require(try scene.fill(fields, status: status, body: body))
        return CacheScene.served(response, age: age)
    }

    private let date = "Date: Tue, 14 Nov 2023 22:13:20 GMT"

    @Test func `lines stay as they came, with the age at the end`() throws {
        #expect(
            try served(["X-Odd:  Blank ", date, "Cache-Control: max-age=60", "Content-Length: 5"])
                == "HTTP/1.1 200 OK\r\nX-Odd:  Blank \r\n\(date)\r\nCache-Control: max-age=60\r\n"
                + "content-length: 5\r\nage: 7\r\n\r\nhello")
    }

    @Test func `3.1: what is for one connection or one proxy is not kept`() throws {
        let text = try served([
            "Connection: keep-alive, X-Mine", "X-Mine: 1", "Keep-Alive: 5", "Proxy-Connection: x", "TE: x",
            "Upgrade: x",
            "Transfer-Encoding: chunked", "Trailer: X-Sum", "Proxy-Authenticate: Basic", "Proxy-Authentication-Info: x",
            "Cache-Control: max-age=60", "Age: 3", date, "X-Theirs: 2",
        ])
        #expect(
            text == "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\(date)\r\nX-Theirs: 2\r\ncontent-length: 5\r\n"
                + "age: 7\r\n\r\nhello")
    }

    @Test func `a response whose Connection names what frames it is not kept`() throws {
        let scene = CacheScene()
        #expect(try scene.fill(["Connection: content-length", "Cache-Control: max-age=60"]) == nil)
    }

    @Test func `6.6.1 of RFC 9110: a response without a date that can be read gets one`() throws {
        #expect(
            try served(["Date: today", "Cache-Control: max-age=60"])
                == "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\ndate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                + "content-length: 5\r\nage: 7\r\n\r\nhello")
    }

    @Test func `5.2.2.7: fields that a qualified private or no-cache names are not kept`() throws {
        let line = "Cache-Control: max-age=60, private=\"x-user\", no-cache=X-Once"
        let text = try served([line, "X-User: 1", "x-once: 2", "X-All: 3", date])
        #expect(!text.contains("User") && !text.contains("once:"))
        #expect(text.contains("X-All: 3\r\n"))
    }

    @Test func `a cookie is never kept, even where the response is`() throws {
        let text = try served(["Set-Cookie: a=b", "Cache-Control: max-age=60"]) { $0.storesDespiteSetCookie = true }
        #expect(!text.lowercased().contains("cookie"))
        #expect(text.hasSuffix("\r\n\r\nhello"))
    }

    @Test func `surrogate keys are for the gateway, unless a route shows them`() throws {
        let fields = ["Surrogate-Key: a b", "Cache-Tag: c", "Cache-Control: max-age=60"]
        #expect(try !served(fields).contains("Surrogate"))
        #expect(try !served(fields).contains("Cache-Tag"))
        #expect(try served(fields) { $0.stripsSurrogateKeys = false }.contains("Surrogate-Key: a b\r\n"))
        #expect(try !served(fields + ["X-Keys: d"]) { $0.surrogateKeyFields = ["X-Keys"] }.contains("X-Keys"))
    }

    @Test func `a status without a body says no length`() throws {
        #expect(
            try served([date, "Cache-Control: max-age=60"], status: "204 No Content", body: "")
                == "HTTP/1.1 204 No Content\r\n\(date)\r\nCache-Control: max-age=60\r\nage: 7\r\n\r\n")
    }

    @Test(arguments: [(0, "0"), (9, "9"), (10, "10"), (1 << 31, "2147483648"), (-5, "0")])
    func `ages are written as they are`(age: Int, text: String) throws {
        #expect(try served(["Cache-Control: max-age=60"], age: age).contains("\r\nage: \(text)\r\n\r\n"))
    }

    @Test func `HEAD gets the head alone, and connections are told what they need`() throws {
        let scene = CacheScene()
        let response = try #require(try scene.fill([date, "Cache-Control: max-age=60"]))
        #expect(CacheScene.served(response, age: 1, toHead: true).hasSuffix("content-length: 5\r\nage: 1\r\n\r\n"))
        var out = ByteBuffer(string: "before")
        #expect(response.write(age: 1, connection: .close, adding: Array("x: y\r\n".utf8), into: &out) == nil)
        #expect(out.text.hasPrefix("beforeHTTP/1.1 200 OK\r\n"))
        #expect(out.text.hasSuffix("content-length: 5\r\nx: y\r\nconnection: close\r\nage: 1\r\n\r\nhello"))
        out.clear()
        _ = response.write(age: 1, connection: .keepAlive, into: &out)
        #expect(out.text.contains("\r\nconnection: keep-alive\r\n"))
    }

    @Test func `a large body is not copied behind its head`() throws {
        let scene = CacheScene()
        let body = String(repeating: "x", count: 5_000)
        let response = try #require(try scene.fill(["Cache-Control: max-age=60"], body: body))
        var out = ByteBuffer()
        let rest = try #require(response.write(age: 1, into: &out))
        #expect(out.text.hasSuffix("\r\nage: 1\r\n\r\n"))
        #expect(rest.text == body)
        out.clear()
        #expect(response.write(age: 1, toHead: true, into: &out) == nil)
    }
}
