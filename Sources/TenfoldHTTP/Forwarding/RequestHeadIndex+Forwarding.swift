package import NIOCore
import TenfoldCore

/// A request's head as a proxy sends it on.
extension RequestHeadIndex {
    /// Writes the head for the next server: the target in origin form, the fields as they came but for those of this
    /// connection and those that only a proxy may write, and what the proxy says of the client.
    ///
    /// Lines that go on unchanged are copied in one piece with their neighbours.
    ///
    /// - Parameters:
    ///   - bytes: begin with the head.
    ///   - cut: so many bytes of the path are cut from its front; a path that is then empty is `/`.
    ///   - prefix: put before the path then.
    ///   - lines: more fields, with their line ends.
    package func forward(
        _ bytes: ByteBuffer, cutting cut: Int = 0, prefix: [UInt8] = [], of client: ForwardedClient,
        adding lines: [UInt8] = [], into out: inout ByteBuffer
    ) throws(HTTPRefusal) {
        let head = bytes.readableBytesSpan
        let hops = try HopByHop(fields, head)
        out.reserveCapacity(minimumWritableBytes: byteCount + client.lines.count + prefix.count + lines.count + 64)
        writeRequestLine(head, cutting: cut, prefix: prefix, into: &out)
        var host: FieldSlot?
        var copied = fields.first.map { Int($0.nameStart) } ?? byteCount - 2
        for index in fields.indices {
            let slot = fields[index]
            if host == nil, slot.nameEnd &- slot.nameStart == 4,
                head.matches("host", from: Int(slot.nameStart), to: Int(slot.nameEnd))
            {
                host = slot
            }
            guard hops.contains(slot, head) || ForwardedClient.owns(slot, head) else { continue }
            out.writeBytes(head.extracting(copied..<Int(slot.nameStart)))
            copied = index + 1 < fields.count ? Int(fields[index + 1].nameStart) : byteCount - 2
        }
        out.writeBytes(head.extracting(copied..<(byteCount - 2)))
        if !lines.isEmpty { out.writeBytes(lines) }
        writeClient(client, host: host, head, into: &out)
    }

    /// The origin form of every target (RFC 9112, section 3.2.1), or `*`.
    private func writeRequestLine(
        _ head: RawSpan, cutting cut: Int, prefix: [UInt8], into out: inout ByteBuffer
    ) {
        out.writeBytes(head.extracting(Int(methodStart)..<Int(targetStart)))
        if flags.contains(.asteriskForm) {
            out.writeStaticString("*")
        } else {
            let start = min(Int(pathStart) + cut, Int(pathEnd))
            if !prefix.isEmpty { out.writeBytes(prefix) }
            if start == Int(pathEnd) || head.byte(at: start) != UInt8(ascii: "/") { out.writeStaticString("/") }
            out.writeBytes(head.extracting(start..<Int(pathEnd)))
            if flags.contains(.hasQuery) { out.writeBytes(head.extracting(Int(pathEnd)..<Int(targetEnd))) }
        }
        out.writeStaticString(" HTTP/1.1\r\n")
    }

    private func writeClient(
        _ client: ForwardedClient, host: FieldSlot?, _ head: RawSpan, into out: inout ByteBuffer
    ) {
        out.writeBytes(client.lines)
        if let host { out.writeBytes(head.extracting(Int(host.valueStart)..<Int(host.valueEnd))) }
        // HTTP/1.0 has requests without a host; the next server is asked in HTTP/1.1, which has none.
        out.writeStaticString(host == nil ? "\r\nhost: \r\n\r\n" : "\r\n\r\n")
    }
}

extension RequestHeadIndex {
    /// TRACE answers with the request itself, with whatever the proxy has added to it.
    package func isTrace(_ bytes: ByteBuffer) -> Bool {
        bytes.readableBytesSpan.matches("trace", from: Int(methodStart), to: Int(methodEnd))
    }

    /// The host of the `Host` field in lower case, without its port; empty where there is none.
    package func hostName(in bytes: ByteBuffer) -> [UInt8] {
        let head = bytes.readableBytesSpan
        for slot in fields where head.matches("host", from: Int(slot.nameStart), to: Int(slot.nameEnd)) {
            var name: [UInt8] = []
            var isAddress = false
            for offset in Int(slot.valueStart)..<Int(slot.valueEnd) {
                let byte = head.byte(at: offset)
                if byte == UInt8(ascii: "[") { isAddress = true }
                if byte == UInt8(ascii: "]") { isAddress = false }
                if byte == UInt8(ascii: ":"), !isAddress { break }
                name.append(ASCII.lowercased(byte))
            }
            return name
        }
        return []
    }
}
