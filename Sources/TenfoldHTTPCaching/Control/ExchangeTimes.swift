package import NIOCore

/// When a request went to the origin and when its answer came. Ages are told by a clock that never steps; the time of day
/// is for what the answer itself says of time.
package struct ExchangeTimes: Sendable, Equatable {
    package var requested: NIODeadline
    package var responded: NIODeadline
    /// Seconds since 1970 at `responded`.
    package var wallSeconds: Int

    package init(requested: NIODeadline, responded: NIODeadline, wallSeconds: Int) {
        self.requested = requested
        self.responded = responded
        self.wallSeconds = wallSeconds
    }
}

extension NIODeadline {
    /// Nanoseconds, as the times of responses are counted in.
    @inline(__always)
    var nanoseconds: Int64 { Int64(truncatingIfNeeded: min(uptimeNanoseconds, UInt64(Int64.max))) }
}
