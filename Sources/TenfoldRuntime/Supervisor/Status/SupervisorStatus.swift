/// How a supervisor's children fare, at one moment.
package struct SupervisorStatus: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It runs and is not ready yet.
        case starting
        case ready
        /// It takes no new work: it was asked to stop.
        case draining
        /// It was killed, for its silence or because it did not stop, and is not gone yet.
        case killed
        /// It ended and is started again after a wait.
        case waiting
        /// It ended and stays so.
        case stopped
    }

    package struct Process: Sendable, Hashable {
        /// Nil before it runs.
        package let pid: Int32?
        package let state: State
        package let adminAddress: String?
    }

    package struct Child: Sendable, Hashable {
        /// For instance `accounts/0`.
        package let name: String
        package let process: Process
        /// What runs beside it in a rolling restart: its replacement, or the old one that it replaced.
        package let second: Process?
        /// How long it has been in this state.
        package let duration: Duration
        /// How often it was started anew because it had ended.
        package let restarts: Int
        package let kills: Int
        /// For instance `exit code 1`; nil where it never ended.
        package let lastExit: String?
        /// Whether it, or what runs beside it, serves.
        package let isReady: Bool
    }

    package let children: [Child]
    package let isStopping: Bool
    package let isRollingRestart: Bool
    package let rollingRestartsDone: Int
    package let rollingRestartsFailed: Int

    /// Whether every child serves.
    package var isReady: Bool { !isStopping && children.allSatisfy(\.isReady) }
}

extension SupervisorState {
    package func status(now: Duration) -> SupervisorStatus {
        SupervisorStatus(
            children: slots.map { $0.status(now: now, isStopping: isStopping) }, isStopping: isStopping,
            isRollingRestart: isRollingRestart, rollingRestartsDone: rollingRestarts.done,
            rollingRestartsFailed: rollingRestarts.failed)
    }
}

extension SupervisedSlot {
    fileprivate func status(now: Duration, isStopping: Bool) -> SupervisorStatus.Child {
        let shown = main ?? second?.process
        let since = shown.map(\.changedAt) ?? emptySince
        let empty = SupervisorStatus.Process(pid: nil, state: isStopping ? .stopped : .waiting, adminAddress: nil)
        return SupervisorStatus.Child(
            name: name, process: shown?.status ?? empty, second: main == nil ? nil : second?.process.status,
            duration: max(.zero, now - since), restarts: restarts, kills: kills, lastExit: lastExit, isReady: isReady)
    }
}

extension SupervisedProcess {
    fileprivate var status: SupervisorStatus.Process {
        let state: SupervisorStatus.State =
            switch (ending, phase) {
            case (.killed, _): .killed
            case (.asked, _), (_, .draining): .draining
            case (.none, .starting): .starting
            case (.none, .ready): .ready
            }
        return SupervisorStatus.Process(pid: pid, state: state, adminAddress: adminAddress)
    }
}
