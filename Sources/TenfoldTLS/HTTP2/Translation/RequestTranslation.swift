import NIOCore
import NIOHPACK

/// A request out of the frames of a stream, as the bytes of HTTP/1.1. Nothing of a malformed head comes out, and nothing
/// that would end a message whose length is not what its `content-length` said.
struct RequestTranslation {
    private enum Stage {
        case head
        case sized(left: Int)
        case chunked
        case ended
    }

    private var stage = Stage.head
    /// What would complete a message of known length: it waits until the stream ends, too.
    private var withheld: ByteBuffer?
    /// Whether the request is HEAD, which decides how its response ends.
    private(set) var isHead = false

    var hasBegun: Bool { if case .head = stage { false } else { true } }
    var hasEnded: Bool { if case .ended = stage { true } else { false } }

    // MARK: HEADERS

    /// - Parameter ends: the frame ends the stream.
    mutating func take(headers: HPACKHeaders, ends: Bool) throws(MalformedRequest) -> ByteBuffer {
        guard hasBegun else { return try takeHead(RequestFields(headers), ends) }
        guard ends, !hasEnded else { throw .frameOutOfOrder }
        return try takeTrailers(headers)
    }

    private mutating func takeHead(_ fields: RequestFields, _ ends: Bool) throws(MalformedRequest) -> ByteBuffer {
        isHead = fields.method == "HEAD"
        var head = fields.headWithoutEnd
        if let length = fields.contentLength {
            guard !ends || length == 0 else { throw .bodyLength }
            head.writeFieldLine("content-length", "\(length)")
            stage = ends ? .ended : .sized(left: length)
        } else if ends {
            // Some servers ask a request with a method like these for its length, even if there is no body.
            if ["POST", "PUT", "PATCH"].contains(fields.method) { head.writeFieldLine("content-length", "0") }
            stage = .ended
        } else {
            head.writeFieldLine("transfer-encoding", "chunked")
            stage = .chunked
        }
        head.writeStaticString("\r\n")
        return hold(head)
    }

    private mutating func takeTrailers(_ headers: HPACKHeaders) throws(MalformedRequest) -> ByteBuffer {
        var lines = ByteBuffer()
        for (name, value, _) in headers {
            guard name.utf8.first != UInt8(ascii: ":") else { throw .latePseudoField }
            try RequestFields.check(name, value)
            lines.writeFieldLine(name, value)
        }
        return try end(trailers: lines)
    }

    // MARK: DATA

    mutating func take(data: ByteBuffer, ends: Bool) throws(MalformedRequest) -> ByteBuffer {
        var bytes: ByteBuffer
        switch stage {
        case .head, .ended: throw .frameOutOfOrder
        case .chunked: bytes = data.asChunk
        case .sized(let left):
            guard data.readableBytes <= left else { throw .bodyLength }
            stage = .sized(left: left - data.readableBytes)
            bytes = data.readableBytes > 0 ? hold(data) : ByteBuffer()
        }
        if ends { bytes.writeImmutableBuffer(try end(trailers: ByteBuffer())) }
        return bytes
    }

    /// All of it, but where it would complete the message and the stream has not ended.
    private mutating func hold(_ bytes: ByteBuffer) -> ByteBuffer {
        guard case .sized(left: 0) = stage else { return bytes }
        withheld = bytes
        return ByteBuffer()
    }

    /// A message of known length has no place for trailers: they are dropped, as they may be (RFC 9110, section 6.5.1).
    private mutating func end(trailers: ByteBuffer) throws(MalformedRequest) -> ByteBuffer {
        defer { stage = .ended }
        if case .sized(let left) = stage {
            guard left == 0 else { throw .bodyLength }
            return withheld.take() ?? ByteBuffer()
        }
        var bytes = ByteBuffer()
        bytes.writeStaticString("0\r\n")
        bytes.writeImmutableBuffer(trailers)
        bytes.writeStaticString("\r\n")
        return bytes
    }
}

extension RequestFields {
    /// Request line, `host`, and the fields; how the body ends is to be written behind them.
    fileprivate var headWithoutEnd: ByteBuffer {
        var head = ByteBuffer()
        head.reserveCapacity(method.utf8.count + path.utf8.count + authority.utf8.count + lines.readableBytes + 128)
        head.writeString(method)
        head.writeStaticString(" ")
        head.writeString(path)
        head.writeStaticString(" HTTP/1.1\r\n")
        head.writeFieldLine("host", authority)
        head.writeImmutableBuffer(lines)
        if let cookie { head.writeFieldLine("cookie", cookie) }
        return head
    }
}

extension ByteBuffer {
    /// As one chunk (RFC 9112, section 7.1); nothing for no bytes, as a chunk of none would end the body.
    fileprivate var asChunk: ByteBuffer {
        guard readableBytes > 0 else { return ByteBuffer() }
        var chunk = ByteBuffer()
        chunk.reserveCapacity(readableBytes + 20)
        chunk.writeString(String(readableBytes, radix: 16))
        chunk.writeStaticString("\r\n")
        chunk.writeImmutableBuffer(self)
        chunk.writeStaticString("\r\n")
        return chunk
    }
}
