package import NIOCore
import TenfoldCore
package import TenfoldHTTP

/// A request that goes on to the origin, or waits for one that did, as far as the cache needs it later: its key, its head,
/// and since when nothing may have been invalidated.
package struct CacheRequest: Sendable {
    package let head: RequestHeadIndex
    /// The head alone, in memory of its own: what was read with it is not held.
    package let bytes: ByteBuffer
    package let policy: HTTPCachePolicy
    package let isAuthenticated: Bool
    let key: ResponseKey
    let facts: RequestFacts
    let ticket: UInt64

    package var isHead: Bool { if case .head? = head.method { true } else { false } }

    var hasCredentials: Bool { facts.hasCredentials || isAuthenticated }

    /// What `RefusedKeys` knows it by: what is refused to those with credentials may be for all others.
    var refusalHash: UInt64 { hasCredentials ? ~key.hash : key.hash }
}

extension HTTPCache {
    /// To be made before the origin is asked. Nil for what the cache has no part in.
    ///
    /// - Parameters: as of `lookUp`.
    package func request(
        _ head: RequestHeadIndex, in bytes: ByteBuffer, scheme: HTTPScheme, isAuthenticated: Bool = false,
        policy: HTTPCachePolicy
    ) -> CacheRequest? {
        let span = bytes.readableBytesUInt8Span
        let facts = RequestFacts(head, span)
        guard facts.bypass(head) == nil else { return nil }
        let probe = KeyProbe(head, span, host: facts.host, scheme, hasher)
        var copy = ByteBuffer()
        copy.writeBytes(span.bytes.extracting(0..<head.byteCount))
        return CacheRequest(
            head: head, bytes: copy, policy: policy, isAuthenticated: isAuthenticated,
            key: ResponseKey(probe, in: span),
            facts: facts, ticket: invalidations.ticket)
    }
}
