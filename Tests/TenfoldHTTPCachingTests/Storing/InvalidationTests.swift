import NIOCore
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 4.4.
@Suite struct InvalidationTests {
    private func scene() throws -> CacheScene {
        let scene = CacheScene()
        for path in ["/a", "/a?q", "/b", "/c/d", "/api/b"] { try scene.fill(path, ["Cache-Control: max-age=60"]) }
        return scene
    }

    /// Which of the scene's URLs are gone after the request.
    private func gone(
        _ method: String, _ fields: [String] = [], path: String = "/a", status: String = "200 OK", prefix: String = ""
    ) throws -> [String] {
        let scene = try scene()
        let request = try RequestHead(path, ["Content-Length: 0"], method: method)
        let response = try ResponseHead(status, fields + ["Content-Length: 0"])
        scene.cache.invalidate(
            after: request.head, in: request.bytes, scheme: .http, answeredBy: response.head, in: response.bytes,
            prefix: prefix)
        return try ["/a", "/a?q", "/b", "/c/d", "/api/b"].filter { try scene.ask($0) == .miss }
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "PURGE", "MKCOL", "get"])
    func `4.4: a method that is not known to be safe`(method: String) throws {
        #expect(try gone(method) == ["/a"])
        #expect(try gone(method, path: "/a?q") == ["/a?q"])
    }

    @Test(arguments: ["GET", "HEAD", "OPTIONS", "TRACE"])
    func `4.4: safe methods change nothing`(method: String) throws {
        #expect(try gone(method) == [])
    }

    @Test(arguments: ["400 X", "404 X", "409 X", "500 X", "503 X"])
    func `4.4: neither do errors`(status: String) throws {
        #expect(try gone("POST", status: status) == [])
    }

    @Test(arguments: ["201 X", "204 X", "301 X", "303 X"])
    func `4.4: successes and redirections do`(status: String) throws {
        let fields = status.hasPrefix("204") ? [] : ["Location: /b"]
        #expect(try gone("POST", fields, status: status).contains("/a"))
    }

    @Test func `4.4: Location and Content-Location go with it, if they have the same origin`() throws {
        #expect(try gone("POST", ["Location: /b"]) == ["/a", "/b"])
        #expect(try gone("POST", ["Content-Location: http://A.test:80/b", "Location: c/d"]) == ["/a", "/b", "/c/d"])
        #expect(try gone("POST", ["Location: http://other.test/b"]) == ["/a"])
        #expect(try gone("POST", ["Location: https://a.test/b"]) == ["/a"])
        #expect(try gone("POST", ["Location: http://a.test:81/b"]) == ["/a"])
        #expect(try gone("POST", ["Location: //other.test/b"]) == ["/a"])
        #expect(try gone("POST", ["Location: http://[/b"]) == ["/a"])
    }

    @Test func `behind a prefix that the gateway cuts, both readings of a path go`() throws {
        #expect(try gone("POST", ["Location: /b"], prefix: "/api") == ["/a", "/b", "/api/b"])
    }

    @Test func `the scheme is part of it`() throws {
        let scene = try scene()
        let request = try RequestHead("/a", method: "DELETE")
        let response = try ResponseHead("200 OK", ["Content-Length: 0"])
        scene.cache.invalidate(
            after: request.head, in: request.bytes, scheme: .https, answeredBy: response.head, in: response.bytes)
        #expect(try scene.ask("/a") != .miss)
    }
}
