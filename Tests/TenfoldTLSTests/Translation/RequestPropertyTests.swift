import NIOCore
import NIOHPACK
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldTLS

/// Whatever valid request comes, the strict parser of HTTP/1.1 reads the same out of what it was turned into.
@Suite struct RequestPropertyTests {
    private struct Sample {
        var method: String
        var path: String
        var fields: [(String, String)]
        /// Nil for a request whose HEADERS end the stream.
        var body: [String]?
        var announcesLength: Bool
        var trailers: [(String, String)]
    }

    private static let nameBytes = Array("abcdefghijklmnopqrstuvwxyz0123456789-_.!#$%&'*+^`|~".utf8)
    private static let pathBytes = Array((0x21...0x7E).filter { $0 != 0x23 }.map { UInt8($0) })
    private static let valueBytes = Array((0x20...0x7E).map { UInt8($0) } + [0x09])

    private func text(_ bytes: [UInt8], _ lengths: ClosedRange<Int>, _ random: inout SeededRandom) -> String {
        let count = Int.random(in: lengths, using: &random)
        return String(
            decoding: (0..<count).map { _ in bytes[Int.random(in: bytes.indices, using: &random)] }, as: UTF8.self)
    }

    private func fields(_ prefix: String, _ random: inout SeededRandom) -> [(String, String)] {
        (0..<Int.random(in: 0...8, using: &random)).map { _ in
            let value = text(Self.valueBytes, 0...40, &random) + (Bool.random(using: &random) ? "ä" : "")
            let trimmed = String(value.drop { " \t".contains($0) }.reversed().drop { " \t".contains($0) }.reversed())
            return (prefix + text(Self.nameBytes, 1...12, &random), trimmed)
        }
    }

    private func sample(_ random: inout SeededRandom) -> Sample {
        let hasBody = Bool.random(using: &random)
        let announces = Bool.random(using: &random)
        let body = (0..<Int.random(in: 0...4, using: &random)).map { _ in text(Self.valueBytes, 0...300, &random) }
        return Sample(
            method: ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"]
                .randomElement(using: &random) ?? "GET",
            path: "/" + text(Self.pathBytes, 0...60, &random), fields: fields("x-", &random),
            body: hasBody ? body : nil, announcesLength: announces,
            trailers: hasBody && !announces && Bool.random(using: &random) ? fields("t-", &random) : [])
    }

    private func translate(_ sample: Sample) throws -> ByteBuffer {
        var request = RequestTranslation()
        var fields = sample.fields
        let body = sample.body ?? []
        if sample.body != nil, sample.announcesLength {
            fields.append(("content-length", "\(body.reduce(0) { $0 + $1.utf8.count })"))
        }
        let headers = requestFields(method: sample.method, path: sample.path, fields)
        var bytes = try request.take(headers: headers, ends: sample.body == nil)
        guard sample.body != nil else { return bytes }
        for piece in body { bytes.writeImmutableBuffer(try request.take(data: ByteBuffer(string: piece), ends: false)) }
        let end =
            sample.trailers.isEmpty
            ? try request.take(data: ByteBuffer(), ends: true)
            : try request.take(headers: HPACKHeaders(sample.trailers), ends: true)
        bytes.writeImmutableBuffer(end)
        return bytes
    }

    /// What the parser sees: the head's parts, and the body. Everything is to be one message.
    private func read(_ bytes: ByteBuffer) throws -> (method: String, target: String, fields: [String], body: String) {
        var unread = bytes
        var reader = RequestReader(limits: HTTPLimits())
        var head = (method: "", target: "", fields: [String]())
        var body = ""
        while true {
            switch try reader.next(unread.readableBytesSpan) {
            case .needsMore(let consumed):
                unread.moveReaderIndex(forwardBy: consumed)
                try #require(unread.readableBytes > 0, "the message has no end")
            case .head:
                let index = reader.head
                let text = { (start: UInt16, end: UInt16) in
                    unread.getString(at: unread.readerIndex + Int(start), length: Int(end) - Int(start)) ?? ""
                }
                head.method = text(index.methodStart, index.methodEnd)
                head.target = text(index.targetStart, index.targetEnd)
                head.fields = index.fields.map { slot in
                    text(slot.nameStart, slot.nameEnd) + ": " + text(slot.valueStart, slot.valueEnd)
                }
                unread.moveReaderIndex(forwardBy: index.byteCount)
            case .data(let skip, let count):
                unread.moveReaderIndex(forwardBy: skip)
                body += unread.readString(length: count) ?? ""
            case .end(let consumed):
                unread.moveReaderIndex(forwardBy: consumed)
                #expect(unread.readableBytes == 0)
                return (head.method, head.target, head.fields, body)
            }
        }
    }

    private static let framing = ["host", "content-length", "transfer-encoding"]

    @Test func `the parser of HTTP/1.1 reads the same request`() throws {
        for seed in UInt64(1)...1000 {
            var random = SeededRandom(seed: seed)
            let sample = sample(&random)
            let seen = try read(try translate(sample))
            #expect(seen.method == sample.method && seen.target == sample.path, "seed \(seed)")
            let fields = seen.fields.filter { line in !Self.framing.contains { line.hasPrefix("\($0): ") } }
            #expect(fields == sample.fields.map { "\($0.0): \($0.1)" }, "seed \(seed)")
            #expect(seen.fields.contains("host: shop.test"), "seed \(seed)")
            #expect(seen.body == (sample.body ?? []).joined(), "seed \(seed)")
        }
    }
}
