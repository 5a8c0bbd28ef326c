import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, sections 3.2 and 4.3.4.
@Suite struct FresheningTests {
    private let scene = CacheScene()
    private let changed = "Last-Modified: Tue, 14 Nov 2023 00:00:00 GMT"

    private func stored(_ fields: [String]) throws -> StoredResponse {
        try #require(try scene.fill(["Cache-Control: max-age=60"] + fields))
    }

    private func freshen(
        _ stored: StoredResponse, _ fields: [String], for requestFields: [String] = []
    ) throws -> Freshened {
        let head = try ResponseHead("304 Not Modified", fields)
        let request = try #require(try scene.request("/", requestFields))
        let times = ExchangeTimes(requested: scene.now, responded: scene.now, wallSeconds: scene.wallSeconds)
        return scene.cache.freshen(stored, for: request, by: head.head, in: head.bytes, times: times)
    }

    private func renewed(
        _ stored: StoredResponse, _ fields: [String], for requestFields: [String] = []
    ) throws -> StoredResponse? {
        if case .response(let response, _) = try freshen(stored, fields, for: requestFields) { response } else { nil }
    }

    @Test func `4.3.4: a stored response is as fresh again as the 304 says`() throws {
        let old = try stored(["ETag: \"x\""])
        scene.pass(100)
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: false))
        let new = try #require(try renewed(old, ["ETag: \"x\"", scene.date, "Cache-Control: max-age=30"]))
        #expect(new.body.text == "hello")
        #expect(scene.cache.entryCount == 1)
        scene.pass(29)
        #expect(try scene.ask() == .hit(body: "hello", age: 29))
        scene.pass(1)
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: false))
    }

    @Test func `4.3.4: without a word it is as long fresh as before, from now on`() throws {
        let old = try stored(["ETag: \"x\""])
        scene.pass(100)
        #expect(try renewed(old, []) != nil)
        scene.pass(59)
        #expect(try scene.ask() == .hit(body: "hello", age: 59))
    }

    @Test func `3.2: fields are replaced and added, but for those of the body and of the connection`() throws {
        let old = try stored([
            "ETag: \"x\"", "X-Old: 1", "X-Both: 1", "X-Both: 2", "Content-Type: text/plain", "Content-Encoding: gzip",
            "Date: Tue, 14 Nov 2023 22:13:20 GMT", "Content-Length: 5",
        ])
        let new = try #require(
            try renewed(
                old,
                [
                    "X-Both: 3", "X-New: 4", "Content-Type: text/html", "Content-Encoding: br", "Content-Length: 99",
                    "Connection: x-mine", "X-Mine: 1", "Age: 2", "Date: Tue, 14 Nov 2023 22:13:20 GMT",
                ]))
        #expect(
            CacheScene.served(new, age: 2)
                == "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"x\"\r\nX-Old: 1\r\nContent-Encoding: gzip\r\n"
                + "X-Both: 3\r\nX-New: 4\r\nContent-Type: text/html\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                + "content-length: 5\r\nage: 2\r\n\r\nhello")
        #expect(new.age(at: scene.now) == 2)
    }

    @Test(arguments: ["\"y\"", "\"X\""])
    func `4.3.4: a 304 for another representation is of no use, and neither is what is stored`(tag: String) throws {
        let old = try stored(["ETag: \"x\""])
        guard case .mismatch = try freshen(old, ["ETag: \(tag)"]) else {
            Issue.record("it was used")
            return
        }
        #expect(scene.cache.entryCount == 0)
    }

    @Test func `4.3.4: times are compared where there are no tags`() throws {
        #expect(try renewed(stored([changed]), [changed]) != nil)
        #expect(try renewed(stored([changed]), ["Last-Modified: Mon, 13 Nov 2023 00:00:00 GMT"]) == nil)
        #expect(try renewed(stored([changed]), ["ETag: \"x\"", changed]) == nil)
        #expect(try renewed(stored(["ETag: \"x\""]), ["ETag: W/\"x\""]) != nil)
    }

    @Test func `a 304 that forbids keeping gives one client its answer, and takes the stored one out`() throws {
        for line in ["Cache-Control: private", "Cache-Control: no-store", "Set-Cookie: a=b", "Vary: *"] {
            let old = try stored(["ETag: \"x\""])
            guard case .response(let response, let isShareable) = try freshen(old, ["ETag: \"x\"", line]) else {
                Issue.record("\(line) was of no use")
                continue
            }
            #expect(!isShareable)
            #expect(CacheScene.served(response, age: 0).contains("\r\n\(line)\r\n"))
            #expect(CacheScene.served(response, age: 0).hasSuffix("\r\ncontent-length: 5\r\nage: 0\r\n\r\nhello"))
            #expect(scene.cache.entryCount == 0, "\(line)")
        }
    }

    @Test func `surrogate keys stay, unless the 304 brings others`() throws {
        let old = try stored(["ETag: \"x\"", "Surrogate-Key: k"])
        let same = try #require(try renewed(old, []))
        #expect(scene.cache.purge(surrogateKey: "k") == 1)
        let again = try stored(["ETag: \"x\"", "Surrogate-Key: k"])
        #expect(try renewed(again, ["Surrogate-Key: l"]) != nil)
        #expect(scene.cache.purge(surrogateKey: "k") == 0)
        #expect(scene.cache.purge(surrogateKey: "l") == 1)
        #expect(same.surrogateKeys.count == 1)
    }

    @Test func `a 304 with another Vary leaves one response`() throws {
        let old = try stored(["ETag: \"x\""])
        #expect(try renewed(old, ["Vary: Accept"], for: ["Accept: a"]) != nil)
        #expect(scene.cache.entryCount == 1)
        #expect(try scene.ask("/", ["Accept: a"]) == .hit(body: "hello", age: 0))
        #expect(try scene.ask("/", ["Accept: b"]) == .miss)
    }

    @Test func `no-cache is served once it was revalidated, and asked about again`() throws {
        let old = try #require(try scene.fill(["Cache-Control: no-cache", "ETag: \"x\""]))
        guard case .response(_, let isShareable) = try freshen(old, ["ETag: \"x\""]) else {
            Issue.record("it was of no use")
            return
        }
        #expect(!isShareable)
        #expect(try scene.ask() == .stale(body: "hello", whileRevalidating: false))
    }

    @Test func `what was invalidated meanwhile does not come back`() throws {
        let old = try stored(["ETag: \"x\""])
        let request = try #require(try scene.request())
        _ = scene.cache.purge(url: "http://a.test/")
        let head = try ResponseHead("304 Not Modified", ["ETag: \"x\""])
        let times = ExchangeTimes(requested: scene.now, responded: scene.now, wallSeconds: scene.wallSeconds)
        guard case .response = scene.cache.freshen(old, for: request, by: head.head, in: head.bytes, times: times)
        else {
            Issue.record("its client gets nothing")
            return
        }
        #expect(scene.cache.entryCount == 0)
    }
}
