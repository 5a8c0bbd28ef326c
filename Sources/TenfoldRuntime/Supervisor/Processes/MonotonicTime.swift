import Glibc

/// Time that passes only while the machine runs: a child cannot beat while the machine sleeps.
enum MonotonicTime {
    /// Since some fixed moment.
    static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
