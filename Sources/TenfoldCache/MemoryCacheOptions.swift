/// The limits of a memory cache.
package struct MemoryCacheOptions: Sendable {
    /// Bytes of all entries together, by estimate. Each stripe has an equal share, and no entry is larger than that.
    package var byteLimit = 64 * 1024 * 1024
    /// Loads that run at once. A load inside a load runs in the outer one's place.
    package var maximumLoads = 256
    /// Loads that wait for their turn; more are refused with `unavailable`.
    package var maximumWaitingLoads = 10_000
    /// Loads ahead of an expiry that run at once; others are put off to a later hit.
    package var maximumRefreshes = 32
    /// The share of its life after which a hit on an entry loads it anew in the background.
    package var refreshAfterShare = 0.9
    /// A load that takes longer is cancelled, and all who wait for it get `deadlineExceeded`.
    package var loadTimeout = Duration.seconds(30)
    /// Where all randomness starts: of expiries and of hashes. Nil: a new one.
    package var seed: UInt64?

    package init() {}

    /// Stripes, each behind a lock of its own: as many as leave each 1 MiB, at most 16.
    package var stripeCount: Int {
        var count = 16
        while count > 1, byteLimit / count < 1024 * 1024 { count /= 2 }
        return count
    }
}
