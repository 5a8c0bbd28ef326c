import CoreMetrics

/// What `/metrics` of `up` says of its children.
struct SupervisorMetrics {
    private let factory: any MetricsFactory
    private var told: [String: SupervisorStatus.Child] = [:]
    private var rollingRestarts: (done: Int, failed: Int)?

    init(factory: any MetricsFactory = MetricsSystem.factory) { self.factory = factory }

    /// Counts what has changed since the last call.
    mutating func tell(_ status: SupervisorStatus) {
        for child in status.children {
            let before = told[child.name]
            let dimensions = [("child", child.name)]
            let restarts = child.restarts - (before?.restarts ?? 0)
            if restarts > 0 || before == nil {
                count("tenfold_up_restarts", dimensions, restarts)
            }
            let kills = child.kills - (before?.kills ?? 0)
            if kills > 0 || before == nil {
                count("tenfold_up_kills", dimensions, kills)
            }
            if before?.process.state != child.process.state { tellState(child) }
            told[child.name] = child
        }
        tellRollingRestarts((status.rollingRestartsDone, status.rollingRestartsFailed))
    }

    private mutating func tellRollingRestarts(_ now: (done: Int, failed: Int)) {
        let before = rollingRestarts ?? (0, 0)
        for (outcome, more) in [("done", now.done - before.done), ("failed", now.failed - before.failed)]
        where more > 0 || rollingRestarts == nil {
            count("tenfold_up_rolling_restarts", [("outcome", outcome)], more)
        }
        rollingRestarts = now
    }

    private func tellState(_ child: SupervisorStatus.Child) {
        for state in SupervisorStatus.State.allCases {
            let dimensions = [("child", child.name), ("state", state.rawValue)]
            Recorder(label: "tenfold_up_child_state", dimensions: dimensions, aggregate: false, factory: factory)
                .record(child.process.state == state ? 1 : 0)
        }
    }

    private func count(_ label: String, _ dimensions: [(String, String)], _ more: Int) {
        Counter(label: label, dimensions: dimensions, factory: factory).increment(by: more)
    }
}
