import NIOCore
import Testing

@testable import TenfoldHTTP

@Suite struct AcceptedCodingsTests {
    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br, gzip;q=0.5", true), ("*", true), ("br, *;q=0.1", true),
        ("gzip; q=1.0", true), ("gzip;q=0", false), ("gzip;q=0.000", false), ("*, gzip;q=0", false), ("br", false),
        ("identity", false), ("*;q=0", false), ("", false), ("gzipped", false), (",;=,", false),
    ])
    func `gzip is taken where it is named, or anything`(value: String, takes: Bool) throws {
        let bytes = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: \(value)\r\n\r\n")
        var parser = RequestHeadParser(limits: HTTPLimits())
        #expect(try parser.parse(bytes.readableBytesSpan))
        #expect(parser.index.acceptsGzip(in: bytes) == takes)
    }

    @Test func `without the field nothing is`() throws {
        let bytes = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        var parser = RequestHeadParser(limits: HTTPLimits())
        #expect(try parser.parse(bytes.readableBytesSpan))
        #expect(!parser.index.acceptsGzip(in: bytes))
    }
}
