import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Heads that a strict server refuses: each gets one answer, and the connection closes.
@Suite(.timeLimit(.minutes(1)))
struct HostileHeadTests {
    static let heads: [(what: String, bytes: String, status: Int)] = [
        ("both lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (
            "length and coding",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
        ("a signed length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nab", 400),
        ("a negative length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\nab", 400),
        ("a space before the colon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("a folded field", "GET /hello HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400),
        ("no Host", "GET /hello HTTP/1.1\r\n\r\n", 400),
        ("two Hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("a bare LF", "GET /hello HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400),
        ("a bare CR", "GET /hello HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400),
        ("a NUL", "GET /hello HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n", 400),
        ("a coding list", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("a coding in 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("HTTP/2.0", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("a relative target", "GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a fragment", "GET /hello#x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("no HTTP at all", "\u{16}\u{3}\u{1}hello\r\n\r\n", 400),
        ("a bad chunk size", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 400),
    ]

    @Test(arguments: heads.map(\.what))
    func `is refused once`(what: String) async throws {
        guard let head = Self.heads.first(where: { $0.what == what }) else { return }
        try await withServer([.hello, .echo()]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(head.bytes)
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(head.status) "), "got: \(answer)")
            #expect(answer.occurrences(of: "connection: close\r\n") == 1)
            #expect(answer.contains("content-type: application/problem+json\r\n"))
        }
    }

    @Test func `what came before a broken head is answered`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost : a\r\n\r\n")
            #expect(try await client.readResponse().body == "hello")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func `an absolute target is its path`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET http://a/hello?x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.readResponse().body == "hello")
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func occurrences(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
