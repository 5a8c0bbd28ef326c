package import NIOCore
import TenfoldCache

/// A response on its way into the cache, and to those who wait for it. It belongs to the connection that reads it, on that
/// connection's loop. Only a whole message becomes a stored response: whatever is not committed is gone.
package final class Fill {
    private let cache: HTTPCache
    private let draft: ResponseDraft
    /// Bytes of the body where its length is known.
    private let length: Int?
    private let limit: Int
    private var body = ByteBuffer()
    private var isOpen = true

    init(_ cache: HTTPCache, _ draft: ResponseDraft, length: Int?, limit: Int) {
        self.cache = cache
        self.draft = draft
        self.length = length
        self.limit = limit
    }

    deinit { cache.metrics.fillBytes.add(-body.readableBytes) }

    /// Takes in a piece of the body, without the framing of chunks. False: it is too large, and nothing is kept of it; what
    /// comes further need not be appended.
    package func append(_ piece: ByteBuffer) -> Bool {
        guard isOpen else { return false }
        let count = piece.readableBytes
        guard body.readableBytes + count <= min(limit, length ?? limit) else { return reject(.objectBytes) }
        guard cache.takesFill(count) else { return reject(.fillBytes) }
        if body.readableBytes == 0 { body.reserveCapacity(min(length ?? count, Self.reservedAtOnce)) }
        body.writeImmutableBuffer(piece)
        return true
    }

    /// What a length that is only claimed gets of memory.
    private static let reservedAtOnce = 64 * 1024

    /// The message is whole: it is kept, if it may be, and it is what those who wait may share. Nil where it is not what its
    /// head said.
    package func commit() -> StoredResponse? {
        guard isOpen else { return nil }
        guard length == nil || length == body.readableBytes else {
            abandon()
            return nil
        }
        let response = StoredResponse(draft, body: body)
        abandon()
        if draft.verdict.refusal == nil { cache.store(response, ticket: draft.request.ticket) }
        return response
    }

    /// The message broke off, or nobody wants it.
    package func abandon() {
        isOpen = false
        cache.metrics.fillBytes.add(-body.readableBytes)
        body = ByteBuffer()
    }

    var sharing: StoringVerdict.Sharing { draft.verdict.sharing }

    /// It is kept, and not shared alone.
    var isStored: Bool { draft.verdict.refusal == nil }

    private func reject(_ rejection: HTTPCacheMetrics.Rejection) -> Bool {
        cache.metrics.count(rejection)
        abandon()
        return false
    }
}
