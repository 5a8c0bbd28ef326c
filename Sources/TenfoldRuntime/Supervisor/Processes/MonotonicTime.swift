/// Time that passes only while the machine runs: a child cannot beat while the machine sleeps.
enum MonotonicTime {
    private static let origin = SuspendingClock.now

    /// Since some fixed moment.
    static func now() -> Duration { origin.duration(to: .now) }
}
