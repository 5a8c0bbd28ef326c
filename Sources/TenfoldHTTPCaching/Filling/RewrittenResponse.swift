package import NIOCore
package import TenfoldHTTP

/// A response's head without some of its fields.
package struct RewrittenResponse: Sendable {
    package let head: ResponseHeadIndex
    package let bytes: ByteBuffer

    /// Nil where nothing has to go: the head is to be sent on as it is.
    ///
    /// - Parameters:
    ///   - bytes: begin with the head.
    ///   - names: in lower case.
    package init?(_ old: ResponseHeadIndex, in bytes: ByteBuffer, without names: [[UInt8]]) {
        let span = bytes.readableBytesUInt8Span
        guard let first = old.fields.first, old.fields.contains(where: { Self.bears(names, $0, span) }) else {
            return nil
        }
        var head = old
        var kept = ByteBuffer()
        kept.writeBytes(span.bytes.extracting(0..<Int(first.nameStart)))
        head.fields.removeAll(keepingCapacity: true)
        for index in old.fields.indices where !Self.bears(names, old.fields[index], span) {
            let slot = old.fields[index]
            let end = index + 1 < old.fields.count ? Int(old.fields[index + 1].nameStart) : old.byteCount - 2
            head.fields.append(slot.moved(to: kept.readableBytes))
            kept.writeBytes(span.bytes.extracting(Int(slot.nameStart)..<end))
        }
        kept.writeStaticString("\r\n")
        head.byteCount = kept.readableBytes
        self.head = head
        self.bytes = kept
    }
    private static func bears(_ names: [[UInt8]], _ slot: FieldSlot, _ bytes: Span<UInt8>) -> Bool {
        for name in names where bytes.isEqual(slot.name, to: name) { return true }
        return false
    }
}
