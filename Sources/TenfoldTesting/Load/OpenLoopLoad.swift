import Synchronization

/// Sends requests at a rate of its own, as the users of the open web do: an answer that is late holds no other request
/// back.
///
/// Latency counts from when a request was to be sent, not from when it was. A load that waits for answers sends least
/// when the callee is slowest, and its percentiles leave out what matters ("coordinated omission"; Gil Tene,
/// wrk2).
///
/// ```swift
/// let load = OpenLoopLoad(rate: 500, for: .seconds(10), arrivals: .poisson(seed: 1))
/// let report = await load.run { number in try await client.post("/orders", order, key: "\(number)") }
/// ```
public struct OpenLoopLoad: Sendable {
    /// A rate that is held for a while.
    public struct Phase: Hashable, Sendable {
        /// Requests a second; 0 for a pause.
        public var rate: Double
        /// For how long.
        public var duration: Duration

        /// A rate below 0 counts as 0.
        public init(rate: Double, for duration: Duration) {
            self.rate = max(0, rate)
            self.duration = max(.zero, duration)
        }
    }

    /// How requests are spread over time.
    public enum Arrivals: Hashable, Sendable {
        /// One after another at equal distances.
        case even
        /// At random, each independent of the others, as many users together are. The seed makes it repeatable.
        case poisson(seed: UInt64)
    }

    /// What is sent, one phase after another.
    public var phases: [Phase]
    /// How requests are spread over time.
    public var arrivals: Arrivals
    /// So many are in flight at most; more are not sent, and counted as dropped.
    public var maximumInFlight = 1_000
    /// How long one window of the report is.
    public var windowLength = Duration.milliseconds(100)
    /// How long answers are waited for after the last request. Then what is left is cancelled, and has failed.
    public var grace = Duration.seconds(30)

    /// Several phases.
    public init(phases: [Phase], arrivals: Arrivals = .even) {
        self.phases = phases
        self.arrivals = arrivals
    }

    /// One rate, in requests a second.
    public init(rate: Double, for duration: Duration, arrivals: Arrivals = .even) {
        self.init(phases: [Phase(rate: rate, for: duration)], arrivals: arrivals)
    }

    /// Sends all, waits for the answers, and reports. A cancelled task sends no more.
    ///
    /// - Parameter operation: one request, told its number, counted from 0. What it throws is counted as failed.
    @concurrent public func run(_ operation: @escaping @Sendable (Int) async throws -> Void) async -> LoadReport {
        let duration = phases.reduce(.zero) { $0 + $1.duration }
        let run = LoadRun(
            LoadRecorder(duration: duration, windowLength: windowLength, maximumInFlight: maximumInFlight))
        await withDiscardingTaskGroup { group in
            for (number, intended) in ArrivalSchedule(phases: phases, arrivals: arrivals).enumerated() {
                guard await run.waits(until: intended) else { break }
                guard run.isSent(intended: intended) else { continue }
                group.addTask { await run.send(number, intended: intended, operation) }
            }
            await run.waitsForAnswers(grace)
            group.cancelAll()
        }
        return run.report
    }
}

/// One run: the clock, and what its tasks have counted.
private final class LoadRun: Sendable {
    private let recorder: Mutex<LoadRecorder>
    private let start = ContinuousClock.now

    init(_ recorder: LoadRecorder) { self.recorder = Mutex(recorder) }

    var report: LoadReport { recorder.withLock { $0.report } }
    private var now: Duration { ContinuousClock.now - start }

    /// False if the task was cancelled meanwhile. What is due already does not wait.
    func waits(until intended: Duration) async -> Bool {
        if intended > now { try? await Task.sleep(until: start + intended, tolerance: .zero) }
        return !Task.isCancelled
    }

    func isSent(intended: Duration) -> Bool {
        let now = now
        return recorder.withLock { $0.isSent(intended: intended, now: now) }
    }

    func send(_ number: Int, intended: Duration, _ operation: @Sendable (Int) async throws -> Void) async {
        do {
            try await operation(number)
            let now = now
            recorder.withLock { $0.succeeded(intended: intended, now: now) }
        } catch {
            recorder.withLock { $0.failed(intended: intended, error: error) }
        }
    }

    func waitsForAnswers(_ grace: Duration) async {
        let deadline = ContinuousClock.now + grace
        while recorder.withLock({ $0.inFlight }) > 0, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
