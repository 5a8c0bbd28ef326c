import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9110, section 13, and RFC 9111, section 4.3.2.
@Suite struct PreconditionTests {
    private let changed = "Last-Modified: Tue, 14 Nov 2023 00:00:00 GMT"

    private func isNotModified(
        _ conditions: [String], _ fields: [String], status: String = "200 OK"
    ) throws -> Bool {
        let scene = CacheScene()
        try scene.fill(fields + ["Cache-Control: max-age=60"], status: status)
        let seen = try scene.ask("/", conditions)
        if seen != .notModified { #expect(seen == .hit(body: "hello", age: 0)) }
        return seen == .notModified
    }

    @Test(arguments: [
        ("\"x\"", "\"x\""), ("\"x\"", "W/\"x\""), ("W/\"x\"", "\"x\""), ("W/\"x\"", "W/\"x\""), ("\"x\"", "*"),
        ("\"x\"", "\"a\", \"x\""), ("\"x\"", "\"a\",,W/\"b\" , \"x\""), ("\"a,b\"", "\"z\",\"a,b\""),
        ("\"\"", "\"\""),
    ])
    func `13.1.2: the tag is one of the client's, by weak comparison`(tag: String, condition: String) throws {
        #expect(try isNotModified(["If-None-Match: \(condition)"], ["ETag: \(tag)"]))
    }

    @Test(arguments: [
        ("\"x\"", "\"y\""), ("\"x\"", "x"), ("\"x\"", "\"X\""), ("\"x\"", "\"x"), ("\"a,b\"", "\"a\", \"b\""),
        ("\"x\"", "**"), ("\"x\"", "\"*\""), ("\"x\"", "w/\"x\""), ("\"x\"", "y, \"x\""), ("\"x\"", ""),
    ])
    func `13.1.2: the tag is none of the client's`(tag: String, condition: String) throws {
        #expect(try !isNotModified(["If-None-Match: \(condition)"], ["ETag: \(tag)"]))
    }

    @Test func `13.1.2: several lines are one list`() throws {
        #expect(try isNotModified(["If-None-Match: \"a\"", "If-None-Match: \"x\""], ["ETag: \"x\""]))
    }

    @Test func `13.1.3: a time is held against the last change, in any form`() throws {
        for time in ["Tue, 14 Nov 2023 00:00:00 GMT", "Tuesday, 14-Nov-23 00:00:01 GMT", "Tue Nov 14 00:00:00 2023"] {
            #expect(try isNotModified(["If-Modified-Since: \(time)"], [changed]), "\(time)")
        }
        #expect(try !isNotModified(["If-Modified-Since: Mon, 13 Nov 2023 23:59:59 GMT"], [changed]))
        #expect(try !isNotModified(["If-Modified-Since: yesterday"], [changed]))
    }

    @Test func `4.3.2: without a last change the date counts`() throws {
        let tagged = ["ETag: \"x\"", "Date: Tue, 14 Nov 2023 22:13:20 GMT"]
        #expect(try isNotModified(["If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT"], tagged))
        #expect(try !isNotModified(["If-Modified-Since: Tue, 14 Nov 2023 22:13:19 GMT"], tagged))
    }

    @Test func `13.2.2: the tag decides, and the time is not asked`() throws {
        let since = "If-Modified-Since: Tue, 14 Nov 2023 00:00:00 GMT"
        #expect(try !isNotModified(["If-None-Match: \"y\"", since], [changed, "ETag: \"x\""]))
        #expect(try !isNotModified(["If-None-Match: \"y\"", since], [changed]))
        #expect(
            try isNotModified(
                ["If-None-Match: \"x\"", "If-Modified-Since: Mon, 13 Nov 2000 00:00:00 GMT"], [changed, "ETag: \"x\""]))
    }

    @Test func `13.2.1: conditions are for what would succeed`() throws {
        #expect(try !isNotModified(["If-None-Match: \"x\""], ["ETag: \"x\""], status: "404 Not Found"))
        #expect(try !isNotModified(["If-None-Match: *"], ["ETag: \"x\""], status: "301 Moved"))
    }

    @Test func `15.4.5: a 304 says again what a 200 would have said of caching`() throws {
        let scene = CacheScene()
        let date = "Date: Tue, 14 Nov 2023 22:13:20 GMT"
        let response = try #require(
            try scene.fill([
                "Content-Type: text/plain", "Cache-Control: max-age=60", date, "ETag: W/\"x\"", changed, "Vary: Accept",
                "Content-Location: /x", "Expires: Tue, 14 Nov 2033 22:13:20 GMT", "X-Other: 1", "Content-Length: 5",
            ]))
        var out = ByteBuffer()
        response.writeNotModified(age: 3, into: &out)
        #expect(
            out.text == "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\(date)\r\nETag: W/\"x\"\r\n"
                + "Vary: Accept\r\nContent-Location: /x\r\nExpires: Tue, 14 Nov 2033 22:13:20 GMT\r\nage: 3\r\n\r\n")
    }

    @Test func `15.4.5: where there is no tag, it says when the last change was`() throws {
        let scene = CacheScene()
        let response = try #require(try scene.fill(["Cache-Control: max-age=60", changed]))
        var out = ByteBuffer()
        response.writeNotModified(age: 0, connection: .close, adding: Array("x: y\r\n".utf8), into: &out)
        #expect(
            out.text == "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\(changed)\r\n"
                + "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\nx: y\r\nconnection: close\r\nage: 0\r\n\r\n")
    }

    @Test func `a condition on a stale response waits for the origin's word`() throws {
        let scene = CacheScene()
        try scene.fill(["Cache-Control: max-age=60", "ETag: \"x\""])
        scene.pass(60)
        #expect(try scene.ask("/", ["If-None-Match: \"x\""]) == .stale(body: "hello", whileRevalidating: false))
    }
}
