/// A token bucket in one 64-bit number, without a timer.
///
/// This is the Generic Cell Rate Algorithm in its virtual scheduling form (ITU-T I.371, annex A; ATM Forum TM 4.0): the
/// number is the theoretical arrival time, at which the bucket would be full again. The limit is an argument, so a
/// table of a million keys costs eight bytes each.
///
/// Over any span `t` it admits at most `burst + t / interval` tokens.
package struct TokenBucket: Hashable, Sendable {
    /// When the bucket is full again, in nanoseconds since the caller's origin. A new bucket is full.
    private(set) var fullAt: Int64 = .min

    /// A full bucket.
    package init() {}

    /// The bucket of a number that was kept.
    init(fullAt: Int64) { self.fullAt = fullAt }

    /// Takes `count` tokens if they are all there, else none.
    ///
    /// - Parameters:
    ///   - count: how many; below 1 counts as 1.
    ///   - limit: the bucket's size and rate. The same at every call, or the count is off for one refill.
    ///   - now: time since any fixed origin. A clock that steps back makes the bucket stricter, never looser.
    package mutating func take(_ count: Int = 1, under limit: Limit, now: Duration) -> Decision {
        let (decision, taken) = outcome(of: count, under: limit, now: now.wholeNanoseconds)
        if case .admitted = decision { fullAt = taken }
        return decision
    }

    /// What `take` would answer, without taking.
    package func peek(_ count: Int = 1, under limit: Limit, now: Duration) -> Decision {
        outcome(of: count, under: limit, now: now.wholeNanoseconds).decision
    }

    /// Takes one token even if there is none, down to a debt of one burst: for events that are counted after they were
    /// let in.
    package mutating func charge(under limit: Limit, now: Duration) {
        let now = now.wholeNanoseconds
        let deepest = now.saturatingAdd(limit.refill).saturatingAdd(limit.refill)
        fullAt = min(max(fullAt, now).saturatingAdd(limit.interval), max(deepest, fullAt))
    }

    /// Whether nothing is missing, so that forgetting this bucket changes nothing.
    package func isFull(now: Duration) -> Bool { fullAt <= now.wholeNanoseconds }

    /// Whether this bucket, under the same limit, will be full before the other.
    package func isFuller(than other: TokenBucket) -> Bool { fullAt < other.fullAt }

    private func outcome(of count: Int, under limit: Limit, now: Int64) -> (decision: Decision, fullAt: Int64) {
        let count = max(1, count)
        guard count <= limit.burst else { return (.refused(retryAfter: nil), fullAt) }
        let taken = max(fullAt, now).saturatingAdd(limit.interval * Int64(count))
        let earliest = taken.saturatingSubtract(limit.refill)
        guard earliest <= now else {
            return (.refused(retryAfter: .nanoseconds(earliest.saturatingSubtract(now))), fullAt)
        }
        return (.admitted(remaining: Int((now - earliest) / limit.interval)), taken)
    }
}

extension TokenBucket {
    /// Whether the tokens were there.
    package enum Decision: Hashable, Sendable {
        /// They were; this many whole tokens are left.
        case admitted(remaining: Int)
        /// They were not, and will be after this time if nobody takes any. Nil when more than the burst was asked for:
        /// never.
        case refused(retryAfter: Duration?)
    }

    /// How large a bucket is and how fast it fills.
    package struct Limit: Hashable, Sendable {
        /// The most tokens it holds, at least 1.
        package let burst: Int
        /// Nanoseconds in which one token comes, at least 1.
        let interval: Int64

        /// Nanoseconds from empty to full. The initializer keeps it in range.
        var refill: Int64 { interval * Int64(burst) }

        /// A bucket of `burst` tokens that gains `tokens` in each `period`.
        ///
        /// The time of a token is rounded up to whole nanoseconds, so the bound holds exactly. Values out of range are
        /// brought into it: at least one token, at least one nanosecond a token, at most 73 years from empty to full.
        package init(burst: Int, gaining tokens: Int = 1, per period: Duration) {
            let longest = Int64.max / 4
            let period = min(max(1, period.wholeNanoseconds), longest)
            let tokens = Int64(max(1, tokens))
            self.burst = min(max(1, burst), 1 << 30)
            let interval = period / tokens + (period % tokens == 0 ? 0 : 1)
            self.interval = min(interval, longest / Int64(self.burst))
        }
    }
}

extension Duration {
    /// Rounded down, and held within 64 bits.
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let part = attoseconds / 1_000_000_000
        let roundsDown: Int64 = attoseconds < 0 && attoseconds % 1_000_000_000 != 0 ? 1 : 0
        return whole.saturatingAdd(part - roundsDown)
    }
}

extension Int64 {
    fileprivate func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func saturatingSubtract(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
