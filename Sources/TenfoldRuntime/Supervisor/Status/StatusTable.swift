/// A supervisor's status as a table for people.
package enum StatusTable {
    private static let head = ["CHILD", "PID", "STATE", "FOR", "RESTARTS", "LAST EXIT", "ADMIN"]

    /// The lines of the table, with its head and a closing sentence, each without its end.
    package static func lines(_ status: SupervisorStatus) -> [String] {
        let rows = [head] + status.children.map(row)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let table = rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        return table + [sentence(status)]
    }

    /// The same as one text.
    package static func text(_ status: SupervisorStatus) -> String {
        lines(status).map { $0 + "\n" }.joined()
    }

    private static func row(_ child: SupervisorStatus.Child) -> [String] {
        let main = child.process
        let state = main.state.rawValue + (child.second.map { " (+ \($0.state.rawValue))" } ?? "")
        let pids = [main.pid, child.second?.pid].compactMap(\.self).map { "\($0)" }
        return [
            child.name, pids.isEmpty ? "-" : pids.joined(separator: " + "), state, child.duration.spoken,
            "\(child.restarts)", child.lastExit ?? "-", main.adminAddress ?? "-",
        ]
    }

    private static func sentence(_ status: SupervisorStatus) -> String {
        let missing = status.children.count { !$0.isReady }
        if status.isStopping { return "Stopping." }
        let rolling = status.isRollingRestart ? " A rolling restart is under way." : ""
        if missing == 0 { return "All \(status.children.count) are ready.\(rolling)" }
        return "\(missing) of \(status.children.count) not ready.\(rolling)"
    }
}
