/// What a route's responses may be kept and shared for, where they themselves leave it open. The defaults keep nothing that
/// its origin did not declare.
package struct HTTPCachePolicy: Sendable {
    /// Which equal requests wait for one answer.
    package enum Coalescing: Sendable, Hashable {
        case off
        /// Those whose answer is declared fresh, so that a cache might have given it.
        case cacheable
        /// Also those whose answer says nothing of caching: requests without credentials that are equal in every field,
        /// while the answer has not begun.
        case equalRequests
    }

    /// Requests for one URL that are for different servers, by a route's fields or by a canary's weights, are of different
    /// partitions: none gets what is of another. Purges and invalidations are for all.
    package var partition: UInt64 = 0
    /// False: nothing is kept, requests are coalesced alone.
    package var storesResponses = true
    package var coalescing = Coalescing.cacheable
    /// How long a response is fresh that does not say it itself; nil: it is not kept, or by heuristics. For requests
    /// without credentials alone.
    package var defaultLifetime: Duration?
    /// Whether a response that does not say how long it is fresh is for a tenth of the time since its last change (RFC
    /// 9111, section 4.2.2). For requests without credentials alone.
    package var usesHeuristics = false
    /// The most that heuristics give.
    package var heuristicLimit = Duration.seconds(86_400)
    /// Whether a client can ask for an answer that is newer, or older, than the response's own rules say (`no-cache`,
    /// `max-age`, `min-fresh`, `max-stale`, `stale-if-error`; RFC 9111, section 5.2.1). Off, as anybody could then make every
    /// request reach the origin. `no-store` and `only-if-cached` hold always.
    package var honoursRequestDirectives = false
    /// Past its freshness, how long a response that says nothing of it may be served while it is revalidated.
    package var staleWhileRevalidate = Duration.zero
    /// Past its freshness, how long a response that says nothing of it may be served where the origin fails.
    package var staleIfError = Duration.zero
    /// Bytes of the largest body that is kept or shared.
    package var maximumObjectBytes = 1 << 20
    /// Whether a response with `Set-Cookie` is kept, without it. Off: most of them are for one client.
    package var storesDespiteSetCookie = false
    /// The response fields that hold surrogate keys.
    package var surrogateKeyFields = Self.usualKeyFields {
        didSet { surrogateNames = surrogateKeyFields.map { ByteText.lowercased($0) } }
    }
    /// Whether clients do not see them.
    package var stripsSurrogateKeys = true
    /// In lower case.
    private(set) var surrogateNames = Self.usualKeyFields.map { ByteText.lowercased($0) }

    /// What a response says to caches alone, in lower case.
    package var fieldsKeptFromClients: [[UInt8]] { stripsSurrogateKeys ? surrogateNames : [] }

    private static let usualKeyFields = ["Surrogate-Key", "Cache-Tag"]

    package init() {}
}

extension Duration {
    /// Whole seconds, never negative.
    var wholeSeconds: Int { max(0, Int(components.seconds)) }
}
