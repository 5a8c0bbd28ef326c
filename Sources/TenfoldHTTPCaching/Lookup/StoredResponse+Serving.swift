package import NIOCore

/// What a served head says of the client's connection.
package enum ServedConnection: Sendable {
    case unsaid
    case close
    /// For HTTP/1.0.
    case keepAlive
}

extension StoredResponse {
    /// Bodies up to this are copied behind their head: one write is cheaper then than two.
    private static let inlineLimit = 4096

    /// Writes the head as it is served at an age, and a small body behind it.
    ///
    /// - Parameter lines: more fields, with their line ends.
    /// - Returns: the body that has to be written next, which nothing was copied of; nil where none is left.
    package func write(
        age: Int, connection: ServedConnection = .unsaid, toHead: Bool = false, adding lines: [UInt8] = [],
        into out: inout ByteBuffer
    ) -> ByteBuffer? {
        let isInlined = !toHead && body.readableBytes <= Self.inlineLimit
        out.reserveCapacity(
            minimumWritableBytes: head.bytes.readableBytes + lines.count + 64 + (isInlined ? body.readableBytes : 0))
        out.writeImmutableBuffer(head.bytes)
        if !lines.isEmpty { out.writeBytes(lines) }
        Self.writeEnd(age, connection, into: &out)
        guard isInlined else { return toHead ? nil : body }
        out.writeImmutableBuffer(body)
        return nil
    }

    /// Writes the 304 that stands for it. For what `HTTPCacheAnswer.notModified` names, and `isNotModified` allows.
    package func writeNotModified(
        age: Int, connection: ServedConnection = .unsaid, adding lines: [UInt8] = [], into out: inout ByteBuffer
    ) {
        if let head = head.notModified {
            out.writeImmutableBuffer(head)
        } else {
            out.writeStaticString("HTTP/1.1 304 Not Modified\r\n")
        }
        if !lines.isEmpty { out.writeBytes(lines) }
        Self.writeEnd(age, connection, into: &out)
    }

    /// Whether the client of a request that waited has it already.
    package func isNotModified(for request: CacheRequest) -> Bool {
        request.facts.isConditional
            && Preconditions.isNotModified(request.head, request.bytes.readableBytesUInt8Span, request.facts, self)
    }

    private static func writeEnd(_ age: Int, _ connection: ServedConnection, into out: inout ByteBuffer) {
        switch connection {
        case .unsaid: break
        case .close: out.writeStaticString("connection: close\r\n")
        case .keepAlive: out.writeStaticString("connection: keep-alive\r\n")
        }
        // The digits from behind, so that the line is written in one piece.
        var line = InlineArray<24, UInt8>(repeating: 0x20)
        var start = 20
        (line[20], line[21], line[22], line[23]) = (0x0D, 0x0A, 0x0D, 0x0A)
        var rest = max(0, age)
        repeat {
            start -= 1
            line[start] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
            rest /= 10
        } while rest > 0 && start > 5
        start -= 5
        (line[start], line[start + 1], line[start + 2]) = (UInt8(ascii: "a"), UInt8(ascii: "g"), UInt8(ascii: "e"))
        line[start + 3] = UInt8(ascii: ":")
        out.writeBytes(line.span.bytes.extracting(start..<24))
    }
}
