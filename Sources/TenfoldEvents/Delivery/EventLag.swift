package import FoundationEssentials

/// How far a subscriber is behind its publisher.
package struct EventLag: Hashable, Sendable {
    /// Events that are published and not handled: those in memory, and those that were counted behind them.
    package var events = 0
    /// When the oldest of them was published.
    package var oldest: Date?

    package init() {}

    /// Seconds since the oldest was published; 0 where there is none.
    package func seconds(at now: Date) -> Double { oldest.map { max(now.timeIntervalSince($0), 0) } ?? 0 }
}
