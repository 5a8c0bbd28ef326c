import Testing

@testable import TenfoldHTTP

/// What the parser makes of bytes does not depend on how they came.
struct SplitTests {
    private static let moderateSize = 400

    @Test func `every rule holds wherever its bytes are split`() {
        for example in ConformanceTests.cases { Self.expectSameWhereverSplit(example.bytes) }
    }

    @Test func `the corpus reads the same wherever it is split`() throws {
        for input in try Corpus.inputs() { Self.expectSameWhereverSplit(input) }
    }

    @Test func `mutated requests read the same wherever they are split`() {
        for seed in UInt64(1)...60 {
            let bytes = DifferentialTests.input(seed: seed)
            guard bytes.count <= Self.moderateSize else { continue }
            Self.expectSameWhereverSplit(bytes)
        }
    }

    private static func expectSameWhereverSplit(_ bytes: [UInt8]) {
        let whole = Reading(bytes)
        #expect(Reading(byteByByte: bytes) == whole, "\(bytes.latin1.debugDescription)")
        for cut in bytes.indices where Reading(bytes, cutAt: [cut]) != whole {
            Issue.record("split at \(cut): \(bytes.latin1.debugDescription)")
        }
    }

    /// Work is counted as bytes between where a call began to look and how much it was given. What was judged is never
    /// looked at again for that, so the sum over all calls is linear.
    @Test(arguments: [
        "GET /\(String(repeating: "a", count: 4000))?\(String(repeating: "b", count: 3000)) HTTP/1.1\r\nHost: a\r\n\r\n",
        "\(String(repeating: "M", count: 9000)) / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "N", count: 9000)):\(String(repeating: " ", count: 9000))v\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "v", count: 20000))\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 99))\r\n",
    ])
    func `a head that comes byte by byte costs linear time`(text: String) throws {
        let bytes = Array(text.utf8)
        var parser = RequestHeadParser(limits: HTTPLimits())
        var work = 0
        for count in 1...bytes.count {
            let given = bytes.span.extracting(first: count)
            work += count - parser.position
            let isWhole = try parser.parse(given.bytes)
            #expect(isWhole == (count == bytes.count))
            // The version is looked at when it is whole; a CR waits for its LF.
            #expect(isWhole || count - parser.position < 10)
        }
        #expect(parser.position == bytes.count)
        #expect(work <= bytes.count * 2 + 64)
    }

    /// Bytes that were judged may even have changed: only those of the line being read are looked at again, once.
    @Test func `lines that were judged are not looked at again`() throws {
        let head = Array("GET /a HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n".utf8)
        var spoilt = head
        for index in 0..<26 { spoilt[index] = 0 }
        var parser = RequestHeadParser(limits: HTTPLimits())
        #expect(try !parser.parse(head.span.extracting(first: 26).bytes))
        #expect(try parser.parse(spoilt.span.bytes))
        #expect(parser.index.fields.count == 2)
    }
}
