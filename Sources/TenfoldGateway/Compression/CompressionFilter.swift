import NIOCore
import TenfoldHTTP

/// Compresses a response on its way to a client, wherever it comes from: a server, the cache, or the gateway itself. It
/// takes the bytes of HTTP/1.1 that the client would get, and gives those that it gets instead.
struct CompressionFilter: ~Copyable {
    private enum Stage {
        /// The head is not there yet.
        case head
        case compressing(GzipStream, flushes: Bool)
        /// All that follows goes as it is.
        case passing
    }

    private let rule: CompressionRule
    /// Gives a stream, if one is left.
    private let streams: GzipStreams
    private let takesGzip: Bool
    private let isHead: Bool
    private var reader: ResponseReader
    private var stage = Stage.head
    /// The beginning of what the reader needs more of.
    private var inbox: ByteBuffer?

    init(_ rule: CompressionRule, _ streams: GzipStreams, takesGzip: Bool, toHead: Bool, limits: HTTPLimits) {
        self.rule = rule
        self.streams = streams
        self.takesGzip = takesGzip
        isHead = toHead
        // What the gateway adds to a head that was just within its limits is no reason to refuse it.
        var limits = limits
        limits.headerBytes += 4_096
        limits.headerCount += 16
        reader = ResponseReader(limits: limits)
        reader.begin(toHead: toHead, toUpgrade: true)
    }

    deinit {
        if case .compressing = stage { streams.drop() }
    }

    /// What the client gets for these bytes.
    mutating func take(_ bytes: ByteBuffer) -> ByteBuffer {
        if case .passing = stage { return bytes }
        var unread = bytes
        if var waiting = inbox.take() {
            waiting.writeImmutableBuffer(bytes)
            unread = waiting
        }
        var out = ByteBuffer()
        do throws(HTTPRefusal) {
            while try takeNext(&unread, &out) {}
        } catch {
            // It was read once before it came here: what cannot be read now goes as it is.
            stage = .passing
        }
        if case .passing = stage {
            out.writeImmutableBuffer(unread)
        } else if unread.readableBytes > 0 {
            inbox = unread
        }
        return out
    }

    /// The response has ended. What was left, where its end was that of its connection.
    mutating func end() -> ByteBuffer? {
        guard case .compressing(let stream, _) = stage else { return nil }
        var out = ByteBuffer()
        finish(stream, &out)
        return out
    }

    /// False where the bytes do not suffice, or go as they are.
    private mutating func takeNext(_ unread: inout ByteBuffer, _ out: inout ByteBuffer) throws(HTTPRefusal) -> Bool {
        if case .passing = stage { return false }
        switch try reader.next(unread.readableBytesSpan) {
        case .needsMore(let consumed):
            unread.moveReaderIndex(forwardBy: consumed)
            if case .compressing(let stream, true) = stage { write(ByteBuffer(), stream, .everything, &out) }
            return false
        case .interim(let consumed):
            if let interim = unread.readSlice(length: consumed) { out.writeImmutableBuffer(interim) }
        case .head: takeHead(&unread, &out)
        case .data(let skip, let count):
            unread.moveReaderIndex(forwardBy: skip)
            if let data = unread.readSlice(length: count), case .compressing(let stream, _) = stage {
                write(data, stream, .none, &out)
            }
        case .end(let consumed):
            unread.moveReaderIndex(forwardBy: consumed)
            if case .compressing(let stream, _) = stage { finish(stream, &out) }
            stage = .passing
        }
        return true
    }

    private mutating func takeHead(_ unread: inout ByteBuffer, _ out: inout ByteBuffer) {
        let head = reader.head
        guard mayBeCompressed(head, unread) else { return stage = .passing }
        guard takesGzip, let stream = isHead ? nil : streams.take(level: rule.level) else {
            if takesGzip, isHead {
                head.writeCompressed(unread, into: &out)
            } else {
                head.writeVarying(unread, into: &out)
            }
            unread.moveReaderIndex(forwardBy: head.byteCount)
            return stage = .passing
        }
        head.writeCompressed(unread, into: &out)
        unread.moveReaderIndex(forwardBy: head.byteCount)
        // Of a body without a length somebody may wait for each part.
        stage = .compressing(stream, flushes: !head.flags.contains(.hasLength))
    }

    private func mayBeCompressed(_ head: ResponseHeadIndex, _ bytes: ByteBuffer) -> Bool {
        guard head.mayBeCompressed(bytes), let type = head.value(of: .contentType, in: bytes) else { return false }
        if head.flags.contains(.hasLength), head.contentLength < rule.minimumBytes { return false }
        return rule.takes(bytes.text(type))
    }

    private mutating func finish(_ stream: GzipStream, _ out: inout ByteBuffer) {
        write(ByteBuffer(), stream, .end, &out)
        out.writeStaticString("0\r\n\r\n")
        streams.giveBack(stream, level: rule.level)
        stage = .passing
    }

    /// What comes out of the stream, as one chunk.
    private func write(_ data: ByteBuffer, _ stream: GzipStream, _ flush: GzipStream.Flush, _ out: inout ByteBuffer) {
        var compressed = ByteBuffer()
        stream.compress(data, flush, into: &compressed)
        guard compressed.readableBytes > 0 else { return }
        out.writeString(String(compressed.readableBytes, radix: 16))
        out.writeStaticString("\r\n")
        out.writeImmutableBuffer(compressed)
        out.writeStaticString("\r\n")
    }
}

extension FieldName {
    fileprivate static let contentType = FieldName("content-type")
}
