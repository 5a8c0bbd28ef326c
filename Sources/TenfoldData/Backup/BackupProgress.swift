import Synchronization

/// Tells how far a backup or a restore is, and lets it be stopped.
package final class BackupProgress: Sendable {
    private let report: @Sendable (String) -> Void
    private let pause: Duration
    private let stopped = Atomic(false)
    private let lastReport = Mutex(ContinuousClock.now)

    /// - Parameters:
    ///   - pause: how long it stays silent at least between two reports within one piece of work.
    ///   - report: gets a line for people.
    package init(every pause: Duration = .seconds(2), report: @escaping @Sendable (String) -> Void = { _ in }) {
        self.pause = pause
        self.report = report
    }

    /// Makes the work end with `CancellationError` at its next step. What it had begun is undone.
    package func stop() { stopped.store(true, ordering: .relaxed) }

    func check() throws {
        if stopped.load(ordering: .relaxed) { throw CancellationError() }
    }

    /// A new piece of work.
    func begin(_ what: String) throws {
        try check()
        lastReport.withLock { $0 = .now }
        report(what)
    }

    /// Where a long piece of work is.
    func advance(_ what: String, _ done: Int64, of total: Int64) throws {
        try check()
        let isDue = lastReport.withLock { last in
            guard ContinuousClock.now - last >= pause else { return false }
            last = .now
            return true
        }
        if isDue { report("\(what): \(Self.size(done)) of \(Self.size(total))") }
    }

    /// A number of bytes for people.
    package static func size(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return "\(bytes) bytes" }
        var (amount, unit) = (Double(bytes) / 1024, 0)
        let units = ["KiB", "MiB", "GiB", "TiB"]
        while amount >= 1024, unit < units.count - 1 { (amount, unit) = (amount / 1024, unit + 1) }
        return "\(Double(Int64(amount * 10)) / 10) \(units[unit])"
    }
}
