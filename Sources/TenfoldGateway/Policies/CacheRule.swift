package import TenfoldHTTPCaching

/// What a route's answers may be kept for (RFC 9111), and who may share them.
package struct CacheRule: Sendable, Hashable {
    package typealias Coalescing = HTTPCachePolicy.Coalescing

    /// False: answers are shared while they come, and not kept.
    package var stores = true
    package var coalescing = Coalescing.cacheable
    /// How long a request waits for the answer to an equal one.
    package var longestWait = Duration.seconds(5)
    /// How long an answer is fresh that does not say it itself; nil: it is not kept.
    package var lifetime: Duration?
    package var staleWhileRevalidate = Duration.zero
    package var staleIfError = Duration.zero
    /// Of a body.
    package var maximumBytes = 1 << 20
    /// Whether clients may ask for newer answers than the rules say.
    package var honoursRequests = false

    package init() {}

    func policy(partition: UInt64) -> HTTPCachePolicy {
        var policy = HTTPCachePolicy()
        policy.partition = partition
        policy.storesResponses = stores
        policy.coalescing = coalescing
        policy.defaultLifetime = lifetime
        policy.staleWhileRevalidate = staleWhileRevalidate
        policy.staleIfError = staleIfError
        policy.maximumObjectBytes = maximumBytes
        policy.honoursRequestDirectives = honoursRequests
        return policy
    }
}
