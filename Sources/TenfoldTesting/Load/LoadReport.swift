/// What an `OpenLoopLoad` has found.
///
/// A request belongs to the moment at which it was to be sent, in all that is told here.
///
/// ```swift
/// let report = await OpenLoopLoad(rate: 200, for: .seconds(20)).run { _ in try await client.get("/products") }
/// #expect(report.total.failed == 0, "\(report)")
/// #expect(report.last(.seconds(5)).latency.percentile(0.99) < .milliseconds(50))
/// #expect(report.leastGoodput(over: .seconds(1)) > 160)
/// ```
public struct LoadReport: Sendable {
    /// The whole time in windows of equal length, in order.
    public internal(set) var windows: [LoadPart] = []
    /// How long a window is.
    public let windowLength: Duration
    /// How often each error was thrown, by its type; the 33rd and later types are told together as "other".
    public internal(set) var errors: [String: Int] = [:]
    /// The first error of each type, as it describes itself.
    public internal(set) var firstErrors: [String: String] = [:]
    /// How much later than intended requests were sent. It is part of the latencies. Much of it means that the machine
    /// could not make the load, and the figures tell of the machine.
    public internal(set) var lateness = LatencyHistogram()

    init(duration: Duration, windowLength: Duration) {
        self.windowLength = max(windowLength, .milliseconds(1))
        let count = max(1, Int((duration / self.windowLength).rounded(.up)))
        windows = [LoadPart](repeating: LoadPart(span: self.windowLength), count: min(count, Self.mostWindows))
    }

    /// An hour of 100 ms; what is later belongs to the last.
    static let mostWindows = 36_000

    /// Everything.
    public var total: LoadPart { part(from: .zero, to: windowLength * windows.count) }

    /// The windows that begin from one moment to before another, both since the start.
    public func part(from: Duration, to: Duration) -> LoadPart {
        windows[indices(from: from, to: to)].reduce(into: LoadPart(span: .zero)) { $0.add($1) }
    }

    /// The last windows of so much time.
    public func last(_ span: Duration) -> LoadPart {
        let end = windowLength * windows.count
        return part(from: end - span, to: end)
    }

    /// The smallest number of successes a second in any span of that length, from one moment to another.
    public func leastGoodput(over span: Duration, from: Duration = .zero, to: Duration? = nil) -> Double {
        let length = max(1, Int((span / windowLength).rounded()))
        let successes = windows[indices(from: from, to: to ?? windowLength * windows.count)].map(\.succeeded)
        guard successes.count >= length else { return 0 }
        let least = (0...successes.count - length).map { successes[$0..<$0 + length].reduce(0, +) }.min() ?? 0
        return Double(least) / (windowLength * length / .seconds(1))
    }

    /// Of the windows that begin from one moment to before another.
    private func indices(from: Duration, to: Duration) -> Range<Int> {
        let first = window(from)
        return first..<max(first, window(to))
    }

    /// The first that does not begin before the moment.
    private func window(_ moment: Duration) -> Int {
        min(max(0, Int(min(max(-1, (moment / windowLength).rounded(.up)), 1e9))), windows.count)
    }

    func window(at intended: Duration) -> Int {
        min(max(0, Int(min(intended / windowLength, 1e9))), windows.count - 1)
    }
}

extension LoadReport: CustomStringConvertible {
    /// Some lines for a test's report: the whole, each second, each kind of error.
    public var description: String {
        var lines = ["\(total)", "sent late by p99 \(lateness.percentile(0.99)), at most \(lateness.maximum)"]
        let second = max(1, Int((.seconds(1) / windowLength).rounded()))
        for start in stride(from: 0, to: windows.count, by: second) {
            let from = windowLength * start
            lines.append("from \(from): \(part(from: from, to: from + windowLength * second))")
        }
        for (name, count) in errors.sorted(by: { $0.value > $1.value }) {
            lines.append("\(count) × \(name), first: \(firstErrors[name] ?? "")")
        }
        return lines.joined(separator: "\n")
    }
}
