import NIOCore
import NIOHPACK
import TenfoldHTTP
import Testing

@testable import TenfoldTLS

/// What a response in HTTP/1.1 looks like in frames.
@Suite struct ResponseTranslationTests {
    private func frames(_ pieces: [String], toHead: Bool = false) throws -> [ResponseFrame] {
        var response = ResponseTranslation(limits: HTTPLimits())
        response.begin(toHead: toHead)
        return try pieces.flatMap { try response.take(ByteBuffer(string: $0)) }
    }

    private func data(_ text: String, ends: Bool = false) -> ResponseFrame {
        .data(ByteBuffer(string: text), ends: ends)
    }

    @Test func `a response that is whole at once is two frames`() throws {
        let frames = try frames(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Odd: A b\r\n\r\nhello"])
        #expect(
            frames == [
                .headers([":status": "200", "content-length": "5", "x-odd": "A b"], ends: false),
                data("hello", ends: true),
            ])
    }

    @Test(arguments: [
        "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\netag: \"a\"\r\n\r\n",
    ])
    func `a response without content is one frame`(text: String) throws {
        let frames = try frames([text])
        guard case .headers(_, ends: true)? = frames.first else {
            Issue.record("\(frames)")
            return
        }
        #expect(frames.count == 1)
    }

    @Test func `an answer to HEAD says the length and has no data`() throws {
        let frames = try frames(["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"], toHead: true)
        #expect(frames == [.headers([":status": "200", "content-length": "5"], ends: true)])
    }

    @Test func `a status without content says no length`() throws {
        let frames = try frames(["HTTP/1.1 204 No Content\r\nContent-Length: 7\r\nx: y\r\n\r\n"])
        #expect(frames == [.headers([":status": "204", "x": "y"], ends: true)])
    }

    @Test func `interim responses come before the head`() throws {
        let frames = try frames([
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"
                + "content-length: 0\r\n\r\n"
        ])
        #expect(
            frames == [
                .headers([":status": "100"], ends: false), .headers([":status": "103", "link": "</a>"], ends: false),
                .headers([":status": "200", "content-length": "0"], ends: true),
            ])
    }

    @Test func `chunks become data, and what is behind them trailers`() throws {
        let frames = try frames([
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n"
                + "X-Sum: 1\r\nx-more:  2 \r\n\r\n"
        ])
        #expect(
            frames == [
                .headers([":status": "200", "trailer": "x-sum"], ends: false), data("hello"), data(" world"),
                .headers(["x-sum": "1", "x-more": "2"], ends: true),
            ])
    }

    @Test func `the last chunk without trailers ends the stream`() throws {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        #expect(try frames([head + "1\r\na\r\n0\r\n\r\n"]).last == data("a", ends: true))
        #expect(try frames([head + "1\r\na\r\n", "0\r\n\r\n"]).last == data("", ends: true))
        #expect(try frames([head + "0\r\n\r\n"]) == [.headers([":status": "200"], ends: true)])
    }

    /// All data as one, so that it does not matter in which pieces it came.
    private func joined(_ frames: [ResponseFrame]) -> (headers: [HPACKHeaders], body: String, hasEnded: Bool) {
        var (headers, body, hasEnded) = ([HPACKHeaders](), "", false)
        for frame in frames {
            switch frame {
            case .headers(let fields, let ends): (headers, hasEnded) = (headers + [fields], ends)
            case .data(let bytes, let ends): (body, hasEnded) = (body + String(buffer: bytes), ends)
            }
        }
        return (headers, body, hasEnded)
    }

    @Test(arguments: [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nC;a\r\n and goodbye"
            + "\r\n00\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx: y\r\n\r\nhello",
    ])
    func `how the bytes are split makes no difference`(text: String) throws {
        let whole = joined(try frames([text]))
        #expect(whole.hasEnded)
        let bytes = Array(text.utf8)
        for split in 1..<bytes.count {
            let pieces = [bytes[..<split], bytes[split...]].map { String(decoding: $0, as: UTF8.self) }
            let parts = joined(try frames(pieces))
            #expect(parts.headers == whole.headers && parts.body == whole.body && parts.hasEnded, "at \(split)")
        }
        let single = joined(try frames(bytes.map { String(decoding: [$0], as: UTF8.self) }))
        #expect(single.headers == whole.headers && single.body == whole.body && single.hasEnded)
    }

    @Test func `fields of the connection are dropped, and those that it names`() throws {
        let frames = try frames([
            "HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nKeep-Alive: timeout=5\r\nProxy-Connection: close\r\nX-Hop: 1\r\n"
                + "Upgrade: h2c\r\nX-Kept: 1\r\nContent-Length: 0\r\n\r\n"
        ])
        #expect(frames == [.headers([":status": "200", "x-kept": "1", "content-length": "0"], ends: true)])
    }

    @Test func `text that is no UTF-8 is taken for ISO 8859-1`() throws {
        var bytes = ByteBuffer(string: "HTTP/1.1 200 OK\r\nx-name: caf")
        bytes.writeInteger(UInt8(0xE9))
        bytes.writeString("\r\ncontent-length: 0\r\n\r\n")
        var response = ResponseTranslation(limits: HTTPLimits())
        response.begin(toHead: false)
        let expected: HPACKHeaders = [":status": "200", "x-name": "café", "content-length": "0"]
        #expect(try response.take(bytes) == [.headers(expected, ends: true)])
    }

    @Test func `a body that ends with its connection ends when its writer says so`() throws {
        var response = ResponseTranslation(limits: HTTPLimits())
        response.begin(toHead: false)
        let frames = try response.take(ByteBuffer(string: "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello"))
        #expect(frames == [.headers([":status": "200"], ends: false), data("hello")])
        let (endedBefore, last) = (response.hasEnded, response.takeEnd())
        #expect(!endedBefore && last == [data("", ends: true)])
        let (endedAfter, more) = (response.hasEnded, response.takeEnd())
        #expect(endedAfter && more.isEmpty)
    }

    @Test func `a writer cannot end a body of known length early`() throws {
        var response = ResponseTranslation(limits: HTTPLimits())
        response.begin(toHead: false)
        _ = try response.take(ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell"))
        let (last, ended) = (response.takeEnd(), response.hasEnded)
        #expect(last.isEmpty && !ended)
    }

    @Test func `what comes behind a response is dropped, and what is none is refused`() throws {
        let surplus = try frames(["HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\naHTTP/1.1 200 OK\r\n\r\n"])
        #expect(surplus.count == 2)
        #expect(throws: HTTPRefusal.self) { try frames(["hello\r\n\r\n and more of it"]) }
    }

    @Test func `a cookie that is set is kept out of the compression's table`() throws {
        let frames = try frames(["HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nx: y\r\ncontent-length: 0\r\n\r\n"])
        guard case .headers(let headers, _)? = frames.first else {
            Issue.record("\(frames)")
            return
        }
        #expect(headers.first { $0.name == "set-cookie" }?.indexable == .nonIndexable)
        #expect(headers.first { $0.name == "x" }?.indexable == .indexable)
    }
}
