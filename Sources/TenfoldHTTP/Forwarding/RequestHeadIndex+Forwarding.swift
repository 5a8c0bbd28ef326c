package import NIOCore
import TenfoldCore

/// A request's head as a proxy sends it on.
extension RequestHeadIndex {
    /// Writes the head for the next server: the target in origin form, the fields as they came but for those of this
    /// connection and those that only a proxy may write, and what the proxy says of the client.
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
        let hops = try HopByHop(fields, bytes.readableBytesSpan)
        let host = host(in: bytes.readableBytesSpan)
        // The line may gain a slash, the fields an empty host and the end.
        let said = client.lines.count + client.element.count + client.proxies.count + 2 * (host?.count ?? 0)
        let room = byteCount + prefix.count + lines.count + said + 48
        // Holds: the cursor checks each write against the end of this memory. One reservation, since each write to a
        // buffer pays for checks of its own.
        _ = out.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
            var cursor = ByteCursor(memory)
            let head = bytes.readableBytesSpan
            writeRequestLine(head, cutting: cut, prefix: prefix, &cursor)
            writeFields(head, without: hops, &cursor)
            cursor.put(lines)
            write(client, host, in: head, &cursor)
            return cursor.count
        }
    }

    private func write(_ client: ForwardedClient, _ host: Range<Int>?, in head: RawSpan, _ cursor: inout ByteCursor) {
        cursor.put(client.lines)
        if let host { cursor.put(head.extracting(host)) }
        cursor.put(client.element)
        if let host {
            // In quotes: a port needs them.
            cursor.putLiteral(";host=\"")
            cursor.put(head.extracting(host))
            cursor.putLiteral("\"")
        }
        cursor.put(client.proxies)
        // HTTP/1.0 has requests without a host; the next server is asked in HTTP/1.1, which has none.
        cursor.putLiteral(host == nil ? "\r\nhost: \r\n\r\n" : "\r\n\r\n")
    }

    /// The origin form of every target (RFC 9112, section 3.2.1), or `*`.
    private func writeRequestLine(_ head: RawSpan, cutting cut: Int, prefix: [UInt8], _ cursor: inout ByteCursor) {
        cursor.put(head.extracting(Int(methodStart)..<Int(targetStart)))
        if flags.contains(.asteriskForm) {
            cursor.putLiteral("*")
        } else {
            let start = min(Int(pathStart) + cut, Int(pathEnd))
            cursor.put(prefix)
            if start == Int(pathEnd) || head.byte(at: start) != UInt8(ascii: "/") { cursor.putLiteral("/") }
            cursor.put(head.extracting(start..<Int(pathEnd)))
            if flags.contains(.hasQuery) { cursor.put(head.extracting(Int(pathEnd)..<Int(targetEnd))) }
        }
        cursor.putLiteral(" HTTP/1.1\r\n")
    }

    /// Lines that go on are copied in one piece with their neighbours.
    private func writeFields(_ head: RawSpan, without hops: HopByHop, _ cursor: inout ByteCursor) {
        var copied = fields.first.map { Int($0.nameStart) } ?? byteCount - 2
        for index in fields.indices {
            let slot = fields[index]
            guard hops.contains(slot, head) || ForwardedClient.owns(slot, head) else { continue }
            cursor.put(head.extracting(copied..<Int(slot.nameStart)))
            copied = index + 1 < fields.count ? Int(fields[index + 1].nameStart) : byteCount - 2
        }
        cursor.put(head.extracting(copied..<(byteCount - 2)))
    }

    /// Where the value of `Host` lies.
    private func host(in head: RawSpan) -> Range<Int>? {
        for slot in fields where slot.nameEnd &- slot.nameStart == 4 {
            if head.matches("host", from: Int(slot.nameStart), to: Int(slot.nameEnd)) {
                return Int(slot.valueStart)..<Int(slot.valueEnd)
            }
        }
        return nil
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
