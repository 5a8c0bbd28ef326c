import NIOCore
import TenfoldHTTP

/// The conditions of a client that a cache answers for (RFC 9110, section 13.2.2; RFC 9111, section 4.3.2). Pure.
enum Preconditions {
    /// Whether the client has the response already. `If-None-Match` decides alone where it is there.
    static func isNotModified(
        _ head: RequestHeadIndex, _ bytes: Span<UInt8>, _ facts: RequestFacts, _ response: StoredResponse
    ) -> Bool {
        guard response.status == 200, response.head.notModified != nil else { return false }
        if facts.flags.contains(.ifNoneMatch) { return namesTag(of: response, head, bytes) }
        return isUnchanged(response, head, bytes)
    }

    private static func namesTag(of response: StoredResponse, _ head: RequestHeadIndex, _ bytes: Span<UInt8>) -> Bool {
        let stored = response.head.bytes
        let own = stored.readableBytesUInt8Span
        for slot in head.fields where bytes.isEqual(slot.name, to: "if-none-match") {
            if isStar(slot.value, bytes) { return true }
            guard let tag = response.head.entityTag else { continue }
            if contains(slot.value, bytes, tag.opaque, own) { return true }
        }
        return false
    }

    private static func isStar(_ value: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        value.count == 1 && bytes[value.lowerBound] == UInt8(ascii: "*")
    }

    /// By weak comparison (RFC 9110, section 8.8.3.2). A comma may stand within a tag. What is no list of tags names none.
    static func contains(_ value: Range<Int>, _ bytes: Span<UInt8>, _ tag: Range<Int>, _ tagBytes: Span<UInt8>) -> Bool
    {
        var offset = value.lowerBound
        while offset < value.upperBound {
            if bytes[offset] == ByteText.comma || ByteText.isBlank(bytes[offset]) {
                offset += 1
                continue
            }
            guard let candidate = EntityTag.parse(bytes, from: offset, to: value.upperBound) else { return false }
            if bytes.isEqual(candidate.opaque, to: tagBytes, tag) { return true }
            offset = candidate.opaque.upperBound
        }
        return false
    }

    /// Held against the last change, or the date where there is none. What is no time is no condition.
    private static func isUnchanged(
        _ response: StoredResponse, _ head: RequestHeadIndex, _ bytes: Span<UInt8>
    ) -> Bool {
        for slot in head.fields where bytes.isEqual(slot.name, to: "if-modified-since") {
            guard let since = HTTPTimestamp.parse(bytes, slot.value, now: response.receivedAt) else { return false }
            return (response.head.lastModified?.seconds ?? response.head.date) <= since
        }
        return false
    }
}
