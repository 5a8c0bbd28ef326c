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
    /// Milliseconds since 1970, to the nearest: rounding down would lose one where a whole millisecond is no exact
    /// binary fraction.
    ///
    /// Times beyond 64 bits count as the first or last that fit; not-a-number counts as 1970.
    package var millisecondsSince1970: Int64 {
        let milliseconds = (timeIntervalSince1970 * 1000).rounded()
        if let exact = Int64(exactly: milliseconds) { return exact }
        return milliseconds.isNaN ? 0 : milliseconds < 0 ? .min : .max
    }

    /// The time this many milliseconds after 1970.
    package init(millisecondsSince1970 milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
