import NIOCore
import TenfoldHTTP

/// Whether two requests for one URL are the same in all that an origin may look at. For answers that say nothing of caching:
/// what they depend on is not known.
enum EqualRequests {
    /// Fields of one request, connection or trace, which no answer depends on, and those that the gateway writes itself.
    private static let passed: [StaticString] = [
        "connection", "keep-alive", "proxy-connection", "te", "via", "traceparent", "tracestate", "x-request-id",
        "forwarded", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
    ]

    static func areEqual(_ left: CacheRequest, _ right: CacheRequest) -> Bool {
        guard left.key == right.key, left.isHead == right.isHead else { return false }
        let (leftBytes, rightBytes) = (left.bytes.readableBytesUInt8Span, right.bytes.readableBytesUInt8Span)
        var (leftPlace, rightPlace) = (0, 0)
        while true {
            let one = next(&leftPlace, left.head, leftBytes)
            let other = next(&rightPlace, right.head, rightBytes)
            guard let one, let other else { return one == nil && other == nil }
            guard leftBytes.isEqual(one.name, to: rightBytes, other.name, foldsCase: true),
                leftBytes.isEqual(one.value, to: rightBytes, other.value)
            else { return false }
        }
    }

    /// The next field that counts.
    private static func next(_ place: inout Int, _ head: RequestHeadIndex, _ bytes: Span<UInt8>) -> FieldSlot? {
        while place < head.fields.count {
            let slot = head.fields[place]
            place += 1
            if !isPassed(slot, bytes) { return slot }
        }
        return nil
    }

    private static func isPassed(_ slot: FieldSlot, _ bytes: Span<UInt8>) -> Bool {
        for name in passed where bytes.isEqual(slot.name, to: name) { return true }
        return false
    }
}
