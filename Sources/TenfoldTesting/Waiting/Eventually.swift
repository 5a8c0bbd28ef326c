/// Waits until a condition holds: asks again every few milliseconds, and throws `NeverHappened` at the deadline.
///
/// An error that the condition throws ends the wait at once.
public func eventually(
    _ what: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// What was waited for did not come true in time.
public struct NeverHappened: Error, CustomStringConvertible, Sendable {
    /// What was waited for.
    public let what: String
    /// How long.
    public let limit: Duration

    /// A sentence for the test's report.
    public var description: String { "within \(limit) it did not happen that \(what)" }
}
