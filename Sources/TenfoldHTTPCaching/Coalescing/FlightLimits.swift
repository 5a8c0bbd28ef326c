/// The bounds of coalescing.
package struct FlightLimits: Sendable {
    /// Requests that others may wait for; beyond it nobody waits for one more.
    /// Metric: `tenfold_gateway_cache_rejected_total`.
    package var flights = 16_384
    /// Requests that wait for one; others go to the origin by themselves.
    /// Metric: `tenfold_gateway_cache_rejected_total`.
    package var waitersPerFlight = 256
    /// Requests that wait at all; others go to the origin by themselves.
    /// Metric: `tenfold_gateway_cache_waiting`.
    package var waiters = 4_096
    /// Bytes of the head of a request that may wait: it is held so long.
    /// Metric: `tenfold_gateway_cache_rejected_total`.
    package var headBytes = 8 * 1024
    /// Responses that are revalidated behind their clients' backs at once; others are served stale all the same.
    /// Metric: `tenfold_gateway_cache_revalidating`.
    package var revalidations = 64

    package init() {}
}
