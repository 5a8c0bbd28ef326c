package import NIOCore

/// A response's head where its body is compressed on the way.
extension ResponseHeadIndex {
    /// Whether the body may be given in another coding: it is whole, in no coding yet, and nobody has forbidden it.
    package func mayBeCompressed(_ bytes: ByteBuffer) -> Bool {
        guard status >= 200, status != 204, status != 205, status != 206, status != 304,
            value(of: .contentEncoding, in: bytes) == nil, value(of: .contentRange, in: bytes) == nil
        else { return false }
        return !fields.contains { slot in
            isNamed(slot, .cacheControl, bytes)
                && bytes.text(Int(slot.valueStart)..<Int(slot.valueEnd)).lowercased().contains("no-transform")
        }
    }

    /// Writes the head with `Vary: Accept-Encoding` among its fields: others get this answer in another coding.
    package func writeVarying(_ bytes: ByteBuffer, into out: inout ByteBuffer) {
        out.writeImmutableBuffer(bytes.getSlice(at: bytes.readerIndex, length: byteCount - 2) ?? ByteBuffer())
        if !variesByCoding(bytes) { out.writeStaticString("vary: accept-encoding\r\n") }
        out.writeStaticString("\r\n")
    }

    /// Writes the head of the same answer with its body in gzip and in chunks. An entity tag becomes a weak one: the bytes
    /// are others (RFC 9110, section 8.8.1).
    package func writeCompressed(_ bytes: ByteBuffer, into out: inout ByteBuffer) {
        let head = bytes.readableBytesSpan
        let start = fields.first.map { Int($0.nameStart) } ?? byteCount - 2
        out.writeBytes(head.extracting(0..<start))
        for index in fields.indices {
            let slot = fields[index]
            if Self.dropped.contains(where: { isNamed(slot, $0, bytes) }) { continue }
            if isNamed(slot, .etag, bytes), head.byte(at: Int(slot.valueStart)) == 0x22 {
                out.writeStaticString("etag: W/")
                out.writeBytes(head.extracting(Int(slot.valueStart)..<Int(slot.valueEnd)))
                out.writeStaticString("\r\n")
                continue
            }
            let next = index + 1 < fields.count ? Int(fields[index + 1].nameStart) : byteCount - 2
            out.writeBytes(head.extracting(Int(slot.nameStart)..<next))
        }
        out.writeStaticString("content-encoding: gzip\r\ntransfer-encoding: chunked\r\n")
        if !variesByCoding(bytes) { out.writeStaticString("vary: accept-encoding\r\n") }
        out.writeStaticString("\r\n")
    }

    private func isNamed(_ slot: FieldSlot, _ name: FieldName, _ bytes: ByteBuffer) -> Bool {
        slot.isNamed(name.bytes.span, in: bytes.readableBytesSpan)
    }

    private static let dropped: [FieldName] = [
        FieldName("content-length"), FieldName("transfer-encoding"), FieldName("accept-ranges"),
        FieldName("content-md5"), FieldName("digest"), FieldName("content-digest"),
    ]

    private func variesByCoding(_ bytes: ByteBuffer) -> Bool {
        fields.contains { slot in
            guard isNamed(slot, .vary, bytes) else { return false }
            let value = bytes.text(Int(slot.valueStart)..<Int(slot.valueEnd)).lowercased()
            return value.contains("accept-encoding") || value.contains("*")
        }
    }
}

extension FieldName {
    fileprivate static let contentEncoding = FieldName("content-encoding")
    fileprivate static let contentRange = FieldName("content-range")
    fileprivate static let cacheControl = FieldName("cache-control")
    fileprivate static let etag = FieldName("etag")
    fileprivate static let vary = FieldName("vary")
}
