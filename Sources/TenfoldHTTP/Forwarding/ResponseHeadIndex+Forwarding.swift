package import NIOCore

/// A response's head as a proxy sends it on.
extension ResponseHeadIndex {
    /// Whether its bytes may go on as they are over a connection that stays: nothing in it is for the one that it came
    /// over alone. A mere `Connection: keep-alive` is as true of the other.
    package func passesUnchanged(_ bytes: ByteBuffer) -> Bool {
        guard !flags.contains(.http10) else { return false }
        let head = bytes.readableBytesSpan
        guard let hops = try? HopByHop(fields, head) else { return false }
        for slot in fields where hops.contains(slot, head) && !slot.isMereKeepAlive(head) { return false }
        return true
    }

    /// Writes the head for the client.
    ///
    /// - Parameters:
    ///   - bytes: begin with the head.
    ///   - isDechunked: the body goes on without the framing of its chunks, to a client that does not know it.
    ///   - closes: the connection to the client ends behind this response, and the head says so.
    ///   - lines: more fields, with their line ends.
    /// - Throws: where `Connection` names what belongs to the message.
    package func forward(
        _ bytes: ByteBuffer, isDechunked: Bool = false, closes: Bool, keepsAlive: Bool = false,
        adding lines: [UInt8] = [], into out: inout ByteBuffer
    ) throws(HTTPRefusal) {
        let head = bytes.readableBytesSpan
        let hops = try HopByHop(fields, head)
        out.reserveCapacity(minimumWritableBytes: byteCount + lines.count + 32)
        let lineEnd = fields.first.map { Int($0.nameStart) } ?? byteCount - 2
        out.writeStaticString("HTTP/1.1")
        out.writeBytes(head.extracting(8..<lineEnd))
        for index in fields.indices {
            let slot = fields[index]
            if hops.contains(slot, head) || isDechunked && slot.isTransferEncoding(head) { continue }
            let next = index + 1 < fields.count ? Int(fields[index + 1].nameStart) : byteCount - 2
            out.writeBytes(head.extracting(Int(slot.nameStart)..<next))
        }
        if !lines.isEmpty { out.writeBytes(lines) }
        if closes {
            out.writeStaticString("connection: close\r\n\r\n")
        } else {
            out.writeStaticString(keepsAlive ? "connection: keep-alive\r\n\r\n" : "\r\n")
        }
    }
}

extension FieldSlot {
    fileprivate func isMereKeepAlive(_ head: RawSpan) -> Bool {
        nameEnd &- nameStart == 10 && head.matches("connection", from: Int(nameStart), to: Int(nameEnd))
            && head.matches("keep-alive", from: Int(valueStart), to: Int(valueEnd))
    }

    fileprivate func isTransferEncoding(_ head: RawSpan) -> Bool {
        head.matches("transfer-encoding", from: Int(nameStart), to: Int(nameEnd))
    }
}
