package import Logging
import Metrics
import Synchronization
package import TenfoldCore

/// Logs once when an event loop has been blocked for longer than allowed, naming what blocks it, and once when it goes
/// on; counts both in `tenfold_event_loop_blocked_total`, by loop.
///
/// A thread of its own looks every period: a blocked loop cannot tell of itself.
package final class LoopWatchdog: Sendable {
    private struct State {
        var detector: BlockageDetector
        var budget: LineBudget
    }

    private let loops: [LoopActivity]
    private let names: WorkNames
    private let options: LoopWatchdogOptions
    private let logger: Logger
    private let counters: [Counter]
    private let suppressed = Counter(label: "tenfold_event_loop_warnings_suppressed_total")
    private let state: Mutex<State>
    private let thread = Mutex<PeriodicThread?>(nil)

    package init(
        _ loops: [LoopActivity], names: WorkNames, options: LoopWatchdogOptions = LoopWatchdogOptions(), logger: Logger
    ) {
        self.loops = loops
        self.names = names
        self.options = options
        self.logger = logger
        counters = loops.map { Counter(label: "tenfold_event_loop_blocked_total", dimensions: [("loop", $0.name)]) }
        state = Mutex(
            State(
                detector: BlockageDetector(loops: loops.count, options: options),
                budget: LineBudget(linesPerMinute: options.linesPerMinute)))
    }

    /// Begins to look, if it does not yet. Throws where the system gives no thread.
    package func start() throws {
        try thread.withLock { thread in
            guard thread == nil else { return }
            let began = ContinuousClock.now
            thread = try PeriodicThread(period: options.period) { [self] in
                look(now: ContinuousClock.now - began)
            }
        }
    }

    /// Ends the thread and waits for it: at most one look.
    package func stop() {
        let thread = thread.withLock { $0.take() }
        thread?.stop()
    }

    /// Looks at every loop once, and tells what there is to tell.
    func look(now: Duration) {
        let findings = state.withLock { $0.detector.look(loops.map(\.sample), now: now) }
        for finding in findings { tell(finding, now: now) }
    }

    private func tell(_ finding: BlockageDetector.Finding, now: Duration) {
        if case .blocked(let loop, _, _) = finding { counters[loop].increment() }
        guard let leftOut = state.withLock({ $0.budget.take(now: now) }) else { return suppressed.increment() }
        switch finding {
        case .blocked(let loop, let work, let soFar):
            log(.warning, "an event loop is blocked: move what waits or computes off it", loop, work, soFar, leftOut)
        case .ended(let loop, let work, let total):
            log(.notice, "an event loop that was blocked goes on", loop, work, total, leftOut)
        }
    }

    private func log(
        _ level: Logger.Level, _ message: Logger.Message, _ loop: Int, _ work: WorkName, _ duration: Duration,
        _ leftOut: Int
    ) {
        let (seconds, attoseconds) = duration.components
        var metadata: Logger.Metadata = [
            "loop": .string(loops[loop].name), "work": .string(names.name(of: work)),
            "milliseconds": .stringConvertible(seconds * 1_000 + attoseconds / 1_000_000_000_000_000),
        ]
        if leftOut > 0 { metadata["suppressed"] = .stringConvertible(leftOut) }
        logger.log(level: level, message, metadata: metadata)
    }
}
