/// How many requests a handler works on at once, found from how long they take.
///
/// As in TCP Vegas (Brakmo, Peterson, IEEE JSAC 13(8), 1995), the limit times the share of the time that is above the
/// unhurried time is how many requests only stand in line inside the handler. More than a few: the limit falls; fewer,
/// while all places are taken: it rises.
///
/// The unhurried time must not be taken from a crowded handler, or both drift up together (the fault of Netflix's
/// Gradient2: concurrency-limits, issue 137 and pull request 134). So it is measured: every ten seconds of full use
/// the limit dips to half of itself for some dozen requests; and soon after it had to fall far, since it may be the
/// work itself that takes longer now.
/// Requests that ran out of time count as drops and lower the limit, however it looks otherwise.
package struct ConcurrencyLimit: Hashable, Sendable {
    package struct Options: Hashable, Sendable {
        package var initial = 20
        package var minimum = 1
        package var maximum = 1_000
        /// The limit changes at most this often.
        package var window = Duration.milliseconds(100)
        /// A window is decided by at least so many requests, or after ten times its length.
        package var samples = 20
        /// The time between two measurements of the unhurried time, while the handler is full.
        package var dipInterval = Duration.seconds(10)

        package init() {}
    }

    /// How a request that was let in ended.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case success
        /// Tells nothing of the handler's room: faults may be fast or slow.
        case failure
        /// Its deadline passed, or the handler itself had no room for it.
        case dropped
        /// The caller went away.
        case cancelled
    }

    private enum Phase: Hashable {
        case normal
        /// Measuring at this limit.
        case dip(Double)
    }

    private let options: Options
    private var limit: Double
    private var phase = Phase.normal
    private var phaseStart = Duration.zero
    private var windowStart = Duration.zero
    private var nextDip: Duration
    private var limitAtLastDip: Double
    private var sample = LatencySample()
    private var drops = 0
    private var mostInFlight = 0
    private var unhurriedSeconds: Double?

    package init(_ options: Options = Options()) {
        self.options = options
        limit = Double(min(max(options.initial, options.minimum, 1), max(1, options.maximum)))
        limitAtLastDip = limit
        nextDip = .zero
    }

    /// How many may run now, at least 1.
    package var current: Int {
        switch phase {
        case .normal: clamped(limit)
        case .dip(let low): clamped(low)
        }
    }

    /// How long a request takes that stands in no line; nil while that is not known.
    package var unhurried: Duration? { unhurriedSeconds.map { .seconds($0) } }

    /// Learns from a request.
    ///
    /// - Parameter inFlight: how many were running just before it ended, itself included.
    package mutating func ended(_ outcome: Outcome, took: Duration, inFlight: Int, now: Duration) {
        mostInFlight = max(mostInFlight, inFlight)
        switch outcome {
        case .success:
            // What began under another limit tells nothing of this one.
            if now - took >= phaseStart { sample.add(max(.zero, took)) }
        case .dropped: drops += 1
        case .failure, .cancelled: break
        }
        if isWindowOver(now: now) { closeWindow(now: now) }
    }

    private func isWindowOver(now: Duration) -> Bool {
        let length = now - windowStart
        guard length >= options.window else { return false }
        return sample.count + drops >= options.samples || length >= options.window * 10
    }

    private mutating func closeWindow(now: Duration) {
        if drops > 0 {
            backOff()
            enter(.normal, now: now)
        } else if let seconds = sample.interquartileMean {
            switch phase {
            case .normal: adapt(to: seconds, now: now)
            case .dip: measured(seconds, now: now)
            }
        } else if phase != .normal {
            enter(.normal, now: now)
        }
        openWindow(now: now)
    }

    /// All dropped halves it, few drops lower it a little.
    private mutating func backOff() {
        let share = Double(drops) / Double(max(1, sample.count + drops))
        limit = bounded(limit * (1 - share / 2))
    }

    private mutating func adapt(to seconds: Double, now: Duration) {
        let isFull = mostInFlight >= clamped(limit)
        guard let unhurried = unhurriedSeconds else {
            unhurriedSeconds = seconds
            nextDip = isFull ? now : now + options.dipInterval
            return
        }
        guard isFull else {
            // Nobody waited here, so this is how long it takes. Slowly, since others may be in the way elsewhere.
            if mostInFlight * 2 <= clamped(limit) { unhurriedSeconds = unhurried + 0.1 * (seconds - unhurried) }
            return
        }
        let share = min(1, unhurried / max(seconds, 1e-9))
        let standing = limit * (1 - share)
        if standing < headroom {
            limit = bounded(limit + headroom)
        } else if standing > 2 * headroom {
            limit = bounded(max(limit * 0.7, limit * share + headroom))
        }
        limitAtLastDip = max(limitAtLastDip, limit)
        if now >= nextDip || limit < 0.7 * limitAtLastDip { enter(.dip((limit / 2).rounded(.down)), now: now) }
    }

    /// If half as many were clearly faster, more than half was too many: look again soon.
    private mutating func measured(_ seconds: Double, now: Duration) {
        let wasCrowded = unhurriedSeconds.map { seconds < 0.9 * $0 } ?? true
        unhurriedSeconds = seconds
        limitAtLastDip = limit
        let pause = wasCrowded ? options.window * 5 : options.dipInterval
        nextDip = now + max(pause, .seconds(seconds * 30))
        enter(.normal, now: now)
    }

    /// So many may stand in line: enough to keep the handler busy.
    private var headroom: Double { max(1, limit.squareRoot() / 2) }

    private mutating func enter(_ next: Phase, now: Duration) {
        guard next != phase else { return }
        phase = next
        phaseStart = now
    }

    private mutating func openWindow(now: Duration) {
        windowStart = now
        sample.reset()
        drops = 0
        mostInFlight = 0
    }

    private func bounded(_ value: Double) -> Double {
        min(max(value, Double(max(1, options.minimum))), Double(max(1, options.minimum, options.maximum)))
    }

    private func clamped(_ value: Double) -> Int { Int(bounded(value)) }
}
