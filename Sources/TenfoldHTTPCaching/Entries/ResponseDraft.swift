import NIOCore

/// All of a stored response but its body.
struct ResponseDraft: Sendable {
    let request: CacheRequest
    let status: Int
    let head: StoredHead
    let selection: VarySelection?
    let verdict: StoringVerdict
    let forbidsStale: Bool
    let receivedAt: Int
    let surrogateKeys: [UInt64]
    let policyHash: UInt64
    /// Where the response's own length is the answer to another request's, or none is allowed (RFC 9110, section 8.6),
    /// none is written.
    let saysLength: Bool
}
