package import TenfoldResilience

/// When the keys of an issuer are fetched, and until when they count. Times are whole seconds since 1970, passed in; a
/// clock that is set back makes nothing wait longer than its own interval.
package struct KeyRefreshSchedule: Sendable {
    /// The intervals, in seconds.
    package struct Options: Sendable {
        /// Between two fetches, where the issuer says nothing.
        package var interval: Int64 = 900
        /// What the issuer says is kept within these.
        package var shortestInterval: Int64 = 300
        package var longestInterval: Int64 = 86_400
        /// Between two fetches for ids that are not known: whoever invents ids cannot make us fetch more.
        package var unknownKeyPause: Int64 = 30
        /// While the issuer cannot be reached, its keys count this long since they were fetched, and no longer: a key
        /// that it took back meanwhile must not count for ever.
        package var longestAge: Int64 = 172_800
        /// Between two fetches of which the first failed.
        package var backoff = Backoff(base: .seconds(5), cap: .seconds(300))

        package init() {}
    }

    /// Why a fetch is asked for.
    enum Cause: Sendable {
        /// By the time that passed.
        case due
        /// A token names a key that is not there.
        case unknownKey
    }

    private let options: Options
    private(set) var isFetching = false
    /// When the keys came that there are.
    private(set) var fetchedAt: Int64?
    private var dueAt: Int64?
    private var failures = 0
    private var lastForUnknownKey: Int64?

    package init(_ options: Options = Options()) { self.options = options }

    /// Whether to fetch now. Where it says so, `succeeded` or `failed` follows.
    mutating func begins(_ cause: Cause, at now: Int64) -> Bool {
        guard !isFetching else { return false }
        followClock(now)
        switch cause {
        case .due:
            if let dueAt, now < dueAt { return false }
        case .unknownKey:
            if let last = lastForUnknownKey, now - last < options.unknownKeyPause { return false }
            lastForUnknownKey = now
        }
        isFetching = true
        return true
    }

    /// - Parameter maxAge: how long the issuer says that its answer is fresh, in seconds.
    mutating func succeeded(at now: Int64, maxAge: Int64?) {
        isFetching = false
        failures = 0
        fetchedAt = now
        let interval = min(max(maxAge ?? options.interval, options.shortestInterval), options.longestInterval)
        dueAt = now + min(interval, max(options.longestAge / 2, 1))
    }

    /// - Parameter random: in 0..<1.
    mutating func failed(at now: Int64, random: Double) {
        isFetching = false
        failures = min(failures + 1, 32)
        let delay = options.backoff.delayOfHalfOrMore(afterFailures: failures, random: random)
        dueAt = now + max(1, delay.components.seconds)
    }

    /// The age of the keys in seconds; nil where there are none.
    func age(at now: Int64) -> Int64? { fetchedAt.map { max(0, now - $0) } }

    /// Whether there are keys that are too old to count. The next fetch goes on as it was due.
    func hasOutlived(at now: Int64) -> Bool { (age(at: now) ?? 0) > options.longestAge }

    /// What lies further ahead than it could have been set was set by a clock that has gone back since.
    private mutating func followClock(_ now: Int64) {
        if let due = dueAt, due - now > options.longestInterval { dueAt = now }
        if let last = lastForUnknownKey, last > now { lastForUnknownKey = nil }
        if let fetched = fetchedAt, fetched > now { fetchedAt = now }
    }
}
