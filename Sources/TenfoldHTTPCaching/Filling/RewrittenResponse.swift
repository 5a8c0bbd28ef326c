package import NIOCore
package import TenfoldHTTP

/// A response's head without the fields that its route keeps from clients.
package struct RewrittenResponse: Sendable {
    package let head: ResponseHeadIndex
    package let bytes: ByteBuffer

    /// Nil where nothing has to go: the head is to be sent on as it is.
    ///
    /// - Parameter bytes: begin with the head.
    package init?(_ old: ResponseHeadIndex, in bytes: ByteBuffer, policy: HTTPCachePolicy) {
        guard policy.stripsSurrogateKeys, !policy.surrogateNames.isEmpty else { return nil }
        let span = bytes.readableBytesUInt8Span
        guard let first = old.fields.first, old.fields.contains(where: { policy.strips($0, span) }) else { return nil }
        var head = old
        var kept = ByteBuffer()
        kept.writeBytes(span.bytes.extracting(0..<Int(first.nameStart)))
        head.fields.removeAll(keepingCapacity: true)
        for index in old.fields.indices where !policy.strips(old.fields[index], span) {
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
}

extension HTTPCachePolicy {
    fileprivate func strips(_ slot: FieldSlot, _ bytes: Span<UInt8>) -> Bool {
        for name in surrogateNames where bytes.isEqual(slot.name, to: name) { return true }
        return false
    }
}
