/// Finds the window's size by hill climbing: it goes on in a direction while the ratio of hits rises, and turns when it
/// falls. Einziger, Eytan, Friedman, Manes: "Adaptive Software Cache Management" (Middleware 2018), section 4.1.
///
/// Where keys come back soon or never (sessions), a large window is right; where they come back for ever (a catalogue), a
/// small one.
package struct WindowClimber: Sendable {
    /// The share of the cache by which the window first changes, and how much shorter each further step is.
    package static let firstStep = 0.0625
    package static let decay = 0.98
    /// A change of the ratio of hits that means other requests than before: steps are long again.
    package static let restart = 0.05
    package static let shares = WindowTinyLFU.windowShare...0.95

    private var share = WindowTinyLFU.windowShare
    private var step = firstStep
    private var lastRatio: Double?
    private var hits = 0
    private var requests = 0

    package init() {}

    /// Counts a request; answers the window's new share at the end of a period of `period` requests.
    package mutating func record(isHit: Bool, period: Int) -> Double? {
        requests += 1
        if isHit { hits += 1 }
        guard requests >= period else { return nil }
        return climb()
    }

    private mutating func climb() -> Double {
        let ratio = Double(hits) / Double(requests)
        (hits, requests) = (0, 0)
        defer { lastRatio = ratio }
        guard let lastRatio else { return share }
        let change = ratio - lastRatio
        let direction = (change >= 0) == (step > 0) ? 1.0 : -1.0
        step = abs(change) >= Self.restart ? direction * Self.firstStep : direction * abs(step) * Self.decay
        share = min(max(share + step, Self.shares.lowerBound), Self.shares.upperBound)
        return share
    }
}
