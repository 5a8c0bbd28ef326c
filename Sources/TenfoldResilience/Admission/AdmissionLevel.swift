/// From which importance on requests are let in, as in DAGOR (Zhou and others, "Overload Control for Scaling WeChat
/// Microservices", SoCC 2018).
///
/// A request's importance is its priority (0 background, 1 normal, 2 critical) and, within it, one of 64 ranks that
/// its sender gives: best a hash of the user and the hour, so that a user's whole flow works or fails together and it
/// is not always the same users. The level moves to where 5 % fewer requests would have come in when the queue was too
/// long, and back when it was short.
package struct AdmissionLevel: Hashable, Sendable {
    package static let priorities = 3
    package static let ranks = 64
    /// The most important requests are let in at any level.
    package static let highest = priorities * ranks - 1
    /// How far it falls at once at most: those whom callers kept back are not seen here, and may be many.
    private static let largestFall = 12

    /// 0 lets everything in.
    package private(set) var value = 0
    private var arrivals = [Int](repeating: 0, count: highest + 1)

    package init() {}

    /// Out of range counts as the nearest in it.
    package static func importance(priority: Int, rank: Int) -> Int {
        min(max(0, priority), priorities - 1) * ranks + min(max(0, rank), ranks - 1)
    }

    /// Whether a callee at this level would let the request in. Callers who were told the level ask before they send.
    package static func admits(priority: Int, rank: Int, at level: Int) -> Bool {
        importance(priority: priority, rank: rank) >= level
    }

    /// Counts a request, let in or not.
    mutating func count(importance: Int) { arrivals[importance] += 1 }

    /// Moves up, past at least 5 % of what was let in.
    mutating func rise() {
        let admitted = arrivals[value...].reduce(0, +)
        var turnedAway = 0
        repeat {
            guard value < Self.highest else { break }
            turnedAway += arrivals[value]
            value += 1
        } while turnedAway * 20 < admitted
        forgetArrivals()
    }

    /// Moves down, so far that at most this share more would have been let in, but at least one step.
    mutating func fall(by share: Double = 0.05) {
        let most = Double(arrivals[value...].reduce(0, +)) * share
        let lowest = max(0, value - Self.largestFall)
        var more = 0
        while value > lowest {
            value -= 1
            more += arrivals[value]
            if Double(more) >= most, more > 0 { break }
        }
        forgetArrivals()
    }

    /// Stays, and looks at new requests only.
    mutating func forgetArrivals() {
        for index in arrivals.indices { arrivals[index] = 0 }
    }
}
