import Logging
import TenfoldTelemetry
import TenfoldTesting

@testable import TenfoldRuntime

/// A supervisor that runs for the length of a test, in the test's own process.
struct SupervisedRun {
    let supervisor: Supervisor
    let keeper: LineKeeper

    /// What the children and the supervisor have written.
    var lines: [String] { keeper.lines }

    func child(_ name: String) -> SupervisorStatus.Child? { supervisor.status.children.first { $0.name == name } }

    /// The process id of a child that is ready.
    func readyProcess(_ name: String) async throws -> Int32 {
        try await eventually("\(name) is ready") { child(name)?.process.state == .ready }
        return child(name)?.process.pid ?? 0
    }

    /// Runs the children, and the test beside them; stops them after it.
    ///
    /// - Returns: all lines that were written.
    @discardableResult
    static func of(
        _ children: [ChildSpecification], timing: SupervisorTiming = SupervisorTiming(),
        _ test: (SupervisedRun) async throws -> Void
    ) async throws -> [String] {
        let keeper = LineKeeper()
        let logger = Logger(label: "up") {
            ConsoleLogHandler(label: $0, isColoured: false, sink: keeper)
        }
        let supervisor = try Supervisor(children: children, timing: timing, sink: keeper, logger: logger)
        let running = Task { try await supervisor.run() }
        do {
            try await test(SupervisedRun(supervisor: supervisor, keeper: keeper))
        } catch {
            supervisor.stop()
            supervisor.stop()
            _ = try await running.value
            throw error
        }
        supervisor.stop()
        _ = try await running.value
        return keeper.lines
    }
}
