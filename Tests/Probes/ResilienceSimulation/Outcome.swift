/// What one policy made of one scenario.
struct Outcome: Equatable {
    let scenario: Scenario
    let policy: Policy
    let requests: Int
    /// Of all requests that were made after the first fifth, which is for learning.
    let success: Double
    /// Of those that succeeded, in milliseconds.
    let median: Double
    let p99: Double
    let p999: Double
    /// Attempts for each request.
    let amplification: Double
    /// The most endpoints that one caller had ejected at once.
    let mostEjected: Int

    static let header = """
        | scenario | policy | success | p50 | p99 | p99.9 | attempts a request |
        |---|---|---|---|---|---|---|
        """

    var row: String {
        "| \(scenario.rawValue) | \(policy.rawValue) | \(rounded(success * 100, 2)) % | \(rounded(median, 0)) ms "
            + "| \(rounded(p99, 0)) ms | \(rounded(p999, 0)) ms | \(rounded(amplification, 2)) |"
    }

    private func rounded(_ value: Double, _ digits: Int) -> String {
        let scale = digits == 0 ? 1.0 : 100.0
        let scaled = Int((value * scale).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let cents = scaled % 100
        return "\(scaled / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
