import NIOCore
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldGateway

/// Responses that are compressed on their way, and those that are not.
@Suite struct CompressionFilterTests {
    private static let text = String(repeating: "Many words that come again. ", count: 400)

    /// What a client gets, as it is read.
    private struct Received {
        var head = ""
        var body: [UInt8] = []
        var hasEnded = false

        init(_ bytes: ByteBuffer, toHead: Bool = false) throws {
            var reader = ResponseReader(limits: HTTPLimits())
            reader.begin(toHead: toHead)
            var unread = bytes
            while true {
                switch try reader.next(unread.readableBytesSpan) {
                case .needsMore: return
                case .interim(let consumed): unread.moveReaderIndex(forwardBy: consumed)
                case .head:
                    head = unread.readString(length: reader.head.byteCount) ?? ""
                case .data(let skip, let count):
                    unread.moveReaderIndex(forwardBy: skip)
                    body += unread.readBytes(length: count) ?? []
                case .end(let consumed):
                    unread.moveReaderIndex(forwardBy: consumed)
                    hasEnded = unread.readableBytes == 0
                    return
                }
            }
        }
    }

    private func filtered(
        _ response: String, inPiecesOf size: Int = .max, takesGzip: Bool = true, toHead: Bool = false,
        rule: CompressionRule = CompressionRule(), ends: Bool = true
    ) -> ByteBuffer {
        var filter = CompressionFilter(
            rule, GzipStreams(ProxyMetrics()), takesGzip: takesGzip, toHead: toHead, limits: HTTPLimits())
        var rest = ByteBuffer(string: response)
        var out = ByteBuffer()
        while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
            out.writeImmutableBuffer(filter.take(piece))
        }
        if ends, let last = filter.end() { out.writeImmutableBuffer(last) }
        return out
    }

    private func sized(_ fields: String = "", type: String = "text/html; charset=utf-8") -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\(fields)Content-Length: \(Self.text.utf8.count)\r\n\r\n\(Self.text)"
    }

    @Test(arguments: [1, 7, 100, 5_000, Int.max])
    func `a body of a known length is smaller, and the same when it is read`(size: Int) throws {
        let out = filtered(sized(), inPiecesOf: size)
        let received = try Received(out)
        #expect(received.hasEnded && out.readableBytes < Self.text.utf8.count / 10)
        #expect(try Gunzip.bytes(received.body) == Array(Self.text.utf8))
        let head = received.head.lowercased()
        #expect(head.contains("content-encoding: gzip\r\n") && head.contains("vary: accept-encoding\r\n"))
        #expect(head.contains("transfer-encoding: chunked\r\n") && !head.contains("content-length"))
    }

    @Test func `each part of a body without a length goes on at once`() throws {
        var filter = CompressionFilter(
            CompressionRule(), GzipStreams(ProxyMetrics()), takesGzip: true, toHead: false, limits: HTTPLimits())
        var out = filter.take(
            ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"))
        for part in ["first", "second", "third"] {
            let piece = filter.take(ByteBuffer(string: "\(String(part.utf8.count, radix: 16))\r\n\(part)\r\n"))
            #expect(piece.readableBytes > 0, "\(part)")
            out.writeImmutableBuffer(piece)
        }
        out.writeImmutableBuffer(filter.take(ByteBuffer(string: "0\r\n\r\n")))
        let received = try Received(out)
        #expect(received.hasEnded)
        #expect(String(decoding: try Gunzip.bytes(received.body), as: UTF8.self) == "firstsecondthird")
    }

    @Test func `a body that ends with its connection is whole`() throws {
        let out = filtered("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n\(Self.text)")
        let received = try Received(out)
        #expect(received.hasEnded && received.head.contains("Connection: close"))
        #expect(try Gunzip.bytes(received.body) == Array(Self.text.utf8))
    }

    @Test func `one that breaks off is not made whole`() throws {
        let out = filtered(String(sized().dropLast(10)), ends: false)
        let received = try Received(out)
        #expect(!received.hasEnded)
    }

    @Test(arguments: [
        "Content-Encoding: br\r\n", "Cache-Control: public, no-transform\r\n", "Content-Range: bytes 0-9/10\r\n",
    ])
    func `what must not be changed is not`(field: String) {
        #expect(String(buffer: filtered(sized(field))) == sized(field))
    }

    @Test(arguments: ["image/png", "application/octet-stream", "application/json5", "video/mp4"])
    func `other types go as they are`(type: String) {
        #expect(String(buffer: filtered(sized(type: type))) == sized(type: type))
    }

    @Test(arguments: [
        "text/css", "TEXT/HTML", "application/problem+json", "application/json ; charset=x", "image/svg+xml",
    ])
    func `text of all kinds is compressed`(type: String) throws {
        #expect(try Received(filtered(sized(type: type))).head.contains("content-encoding: gzip"))
    }

    @Test func `short bodies and those of other statuses go as they are`() {
        let short = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
        #expect(String(buffer: filtered(short)) == short)
        let partial = sized().replacing("200 OK", with: "206 Partial Content")
        #expect(String(buffer: filtered(partial)) == partial)
        let none = "HTTP/1.1 304 Not Modified\r\nContent-Type: text/html\r\nETag: \"a\"\r\n\r\n"
        #expect(String(buffer: filtered(none)) == none)
    }

    @Test func `who does not take gzip is told that others get something else`() throws {
        let received = try Received(filtered(sized("ETag: \"a\"\r\n"), takesGzip: false))
        #expect(received.body == Array(Self.text.utf8) && received.head.contains("vary: accept-encoding\r\n"))
        #expect(received.head.contains("ETag: \"a\"") && received.head.contains("Content-Length"))
    }

    @Test(arguments: [("\"a\"", "etag: W/\"a\"\r\n"), ("W/\"a\"", "ETag: W/\"a\"\r\n")])
    func `a strong tag becomes a weak one`(tag: String, expected: String) throws {
        #expect(try Received(filtered(sized("ETag: \(tag)\r\n"))).head.contains(expected))
    }

    @Test func `a head without its body says the same as with it`() throws {
        let head = String(sized().prefix { $0 != "M" })
        let received = try Received(filtered(head, toHead: true), toHead: true)
        #expect(received.head.contains("content-encoding: gzip") && !received.head.contains("Content-Length"))
        #expect(received.hasEnded)
    }

    @Test func `Vary is not said twice`() throws {
        let head = try Received(filtered(sized("Vary: Origin, Accept-Encoding\r\n"))).head.lowercased()
        #expect(head.components(separatedBy: "accept-encoding").count == 2)
    }

    @Test func `an interim response goes before`() throws {
        let out = String(buffer: filtered("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + sized(), takesGzip: false))
        #expect(out.hasPrefix("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"))
    }

    @Test func `beyond so many at once answers go as they are`() {
        let streams = GzipStreams(ProxyMetrics())
        var taken: [GzipStream] = []
        while let stream = streams.take(level: 1) { taken.append(stream) }
        #expect(taken.count == 256)
        streams.giveBack(taken[0], level: 1)
        #expect(streams.take(level: 1) != nil && streams.take(level: 1) == nil)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
