package import NIOCore

/// What the cache says to a request.
package enum HTTPCacheAnswer: Sendable {
    /// To be served as it is. The age is in seconds.
    case hit(StoredResponse, age: Int)
    /// The client has it already: to be answered with its 304.
    case notModified(StoredResponse, age: Int)
    /// There is one, but it is not fresh enough, or the client wants the origin's word.
    case stale(StaleResponse)
    /// There is none.
    case miss
    /// The cache has no part in it.
    case bypass(Bypass)
    /// There is none, and the client wants nothing else: 504 (RFC 9111, section 5.2.1.7).
    case gatewayTimeout

    package enum Bypass: Sendable, Hashable {
        /// Neither GET nor HEAD, or one with a body, or for another protocol.
        case method
        case range
        /// `If-Match` and `If-Unmodified-Since` are for the origin.
        case precondition
        case noStore
        case noHost
    }
}

/// A response that has to be revalidated before it is used, with what may be done without.
package struct StaleResponse: Sendable {
    package let response: StoredResponse
    /// Seconds.
    package let age: Int
    /// It may be served at once, while it is revalidated behind the client's back.
    package let mayServeWhileRevalidating: Bool
    /// Nanoseconds of the loops' clock; before then it may be served where the origin fails.
    let onErrorUntil: Int64

    /// Whether it may be served where the origin cannot be reached, or answers with 500, 502, 503 or 504.
    package func mayServeOnError(at now: NIODeadline) -> Bool { now.nanoseconds < onErrorUntil }
}
