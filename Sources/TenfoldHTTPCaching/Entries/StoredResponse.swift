package import NIOCore
import TenfoldHTTP

/// A whole response, ready to be served: kept by the cache, or shared once with those who waited for it. It never changes;
/// what revalidates it makes another, with the same body.
package final class StoredResponse: Sendable {
    package let status: Int
    /// Without chunks; as it was encoded.
    package let body: ByteBuffer
    let key: ResponseKey
    let partition: UInt64
    /// Nil where it answers every request for its URL.
    let selection: VarySelection?
    let head: StoredHead
    let times: ResponseTimes
    let isImplicit: Bool
    /// Not even a client that asks for it may have it stale.
    let forbidsStale: Bool
    /// Seconds since 1970 when it came.
    let receivedAt: Int
    let surrogateKeys: [UInt64]
    /// What the eviction counts it by.
    let policyHash: UInt64

    /// An estimate of all its memory.
    let cost: Int

    init(_ draft: ResponseDraft, body: ByteBuffer) {
        status = draft.status
        self.body = body
        key = draft.request.key
        partition = draft.request.policy.partition
        selection = draft.selection
        var head = draft.head
        if draft.saysLength { head.setLength(body.readableBytes) }
        self.head = head
        times = draft.verdict.times
        isImplicit = draft.verdict.isImplicit
        forbidsStale = draft.forbidsStale
        receivedAt = draft.receivedAt
        surrogateKeys = draft.surrogateKeys
        policyHash = draft.policyHash
        cost =
            Self.overhead + head.bytes.storageCapacity + (head.notModified?.storageCapacity ?? 0) + body.storageCapacity
            + key.bytes.count + (selection?.values.count ?? 0) + surrogateKeys.count * Self.bytesPerSurrogateKey
    }

    /// The objects, their places in the stripe's lists and index, and what allocations are rounded up by.
    private static let overhead = 768
    /// In the list of the response and in the index of its stripe.
    private static let bytesPerSurrogateKey = 96

    var hasValidator: Bool { head.entityTag != nil || head.lastModified != nil }

    /// Seconds.
    package func age(at now: NIODeadline) -> Int { times.age(at: now.nanoseconds) }

    /// Whether it may be served now for the origin's failure (RFC 5861, section 4), by its own rules and the route's.
    package func mayServeOnError(at now: NIODeadline) -> Bool { now.nanoseconds < times.staleOnErrorUntil }

    /// Nothing can be made of it any more: too old for everything, and nothing to ask the origin about it with.
    func isSpent(at now: Int64) -> Bool { !hasValidator && now >= times.spentAt }

    /// Whether requests without another `Vary` among them get the same (RFC 9111, section 4.1).
    func isSelected(by head: RequestHeadIndex, in bytes: ByteBuffer) -> Bool {
        guard let selection else { return true }
        return VarySelection.values(selection.names, of: head, in: bytes.readableBytesUInt8Span) == selection.values
    }

    /// Whether it takes the other's place: of the same URL, for the same requests.
    func replaces(_ other: StoredResponse) -> Bool {
        key == other.key && partition == other.partition && selection == other.selection
    }
}
