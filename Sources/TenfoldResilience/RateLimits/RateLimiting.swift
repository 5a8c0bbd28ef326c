/// Whether who asks may do so once more: the contract of rate limits, in one process or across a fleet.
///
/// It answers at once. What asks others (a fleet's common count) borrows from them ahead of time.
package protocol RateLimiting: Sendable {
    /// Takes one token from the bucket of a key, if it is there.
    ///
    /// - Parameters:
    ///   - key: who asks and by which rule, as a number that strangers cannot choose (`RateLimitHash`).
    ///   - limit: the rule's.
    ///   - now: time since any fixed origin.
    func take(_ key: UInt64, under limit: TokenBucket.Limit, now: Duration) -> TokenBucket.Decision
}

/// Turns what is limited into a key: SipHash under a seed of the process (the standard library's `Hasher`), so that nobody
/// can choose an address or a field's value to share the bucket of somebody else.
package struct RateLimitHash: Sendable {
    private var hasher = Hasher()

    /// - Parameter rule: names the rule, and stays the same when the configuration is read again.
    package init(rule: String) { hasher.combine(rule) }

    /// The key of one who asks.
    package func key(_ subject: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = hasher
        hasher.combine(bytes: subject)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// The key of one who asks.
    package func key(_ subject: some Hashable) -> UInt64 {
        var hasher = hasher
        hasher.combine(subject)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
