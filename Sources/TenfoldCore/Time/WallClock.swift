public import FoundationEssentials

/// The time of day, so that tests control it.
public protocol WallClock: Sendable {
    /// The present time.
    func now() -> Date
}

/// The machine's clock.
public struct SystemWallClock: WallClock {
    /// The machine's clock.
    public init() {}
    /// The machine's time.
    public func now() -> Date { Date() }
}

extension Date {
    /// Milliseconds since 1970, rounded down.
    package var millisecondsSince1970: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }

    /// The time this many milliseconds after 1970.
    package init(millisecondsSince1970 milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
