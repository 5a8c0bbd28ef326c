/// The bounds of an HTTP cache. Sizes are bytes.
package struct HTTPCacheLimits: Sendable {
    /// All responses together, with what goes with them. Each stripe has an equal share, and nothing larger is kept.
    /// Metric: `tenfold_gateway_cache_evictions_total`.
    package var bytes = 64 << 20
    /// Variants of one URL; one more takes the oldest one's place.
    /// Metric: `tenfold_gateway_cache_evictions_total`.
    package var variantsPerURL = 32
    /// Bodies that are on their way into the cache, together; what does not fit is not kept.
    /// Metric: `tenfold_gateway_cache_rejected_total`.
    package var fillBytes = 32 << 20

    package init() {}

    /// Stripes, each behind a lock of its own: as many as leave each 4 MiB, at most 16.
    var stripeCount: Int {
        var count = 16
        while count > 1, bytes / count < 4 << 20 { count /= 2 }
        return count
    }
}
