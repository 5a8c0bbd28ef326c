import FoundationEssentials

/// The plan for people and for programs.
extension Plan {
    /// For a terminal.
    package var text: String {
        var blocks = [heading, serviceBlock]
        blocks.append(block("Calls over the network", calls.filter(\.isRemote).map(row)))
        blocks.append(block("Calls that stay in their process", calls.filter { !$0.isRemote }.map(row)))
        blocks.append(block("Events pushed between services", events.filter(\.isPushed).map(row)))
        blocks.append(block("Events that stay in their service", events.filter { !$0.isPushed }.map(row)))
        blocks.append(
            block(
                "Public routes, by the longest chain of calls over the network that one request may make",
                routes.map(row)))
        blocks.append(costs)
        blocks.append("Data\n  \(data.engine)  shared by \(data.services.joined(separator: ", "))")
        blocks.append(findings.isEmpty ? "" : "Findings\n" + findings.map(paragraph).joined(separator: "\n"))
        blocks.append(conclusion)
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// For programs: the fields of `Plan` as JSON, keys in alphabetical order.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private var heading: String {
        let processes = services.map(\.replicas).reduce(0, +)
        return "\(app) as stage \"\(stage)\": \(counted(services.count, "service")), \(counted(processes, "process"))"
    }

    private var serviceBlock: String {
        block(
            "Services",
            services.map {
                let modules = $0.modules.isEmpty ? "routes to the others" : $0.modules.joined(separator: ", ")
                return [$0.name, "× \($0.replicas)", $0.isPublic ? "public" : "internal", modules]
            })
    }

    private func row(_ call: PlannedCall) -> [String] {
        let way = call.isRemote ? "\(call.fromService) → \(call.toService)" : call.fromService
        var row = ["\(call.module) → \(call.message)", call.isCommand ? "command" : "query", way]
        if let perSecond = call.perSecond, let count = call.count {
            row.append(count == 0 ? "never so far" : "\(Self.rounded(perSecond)) a second")
        }
        return row
    }

    private func row(_ event: PlannedEvent) -> [String] {
        let way = event.isPushed ? "\(event.fromService) → \(event.toService)" : event.fromService
        return ["\(event.event) → \(event.subscriber)", way]
    }

    private func row(_ route: PlannedRoute) -> [String] {
        let calls = route.services.count - 1
        let cost = calls == 0 ? "stays" : "+ \(Self.rounded(Double(route.addedMicroseconds) / 1_000)) ms"
        return [route.route, cost, route.services.joined(separator: " → ")]
    }

    private var costs: String {
        """
        Expected, without load: \(Self.rounded(RemoteCallCost.work / .milliseconds(1))) ms for a call on one machine, \
        \(Self.rounded(RemoteCallCost.roundTrip / .milliseconds(1))) ms more between two. A handler that sends
        several messages one after the other waits for each.
        """
    }

    private func paragraph(_ finding: PlanFinding) -> String {
        "  \(finding.severity.rawValue) (\(finding.code)): \(finding.reason)\n    What to do: \(finding.remedy)"
    }

    private var conclusion: String {
        let dangers = findings.count { $0.severity == .danger }
        return isSafe ? "Nothing here is unsafe." : "Not safe: \(counted(dangers, "finding")) to mend first."
    }

    private func block(_ title: String, _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            return "  " + cells.joined(separator: "  ")
        }
        return ([title] + lines).joined(separator: "\n")
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        let plural = noun.hasSuffix("s") ? noun + "es" : noun + "s"
        return "\(count) \(count == 1 ? noun : plural)"
    }

    /// Two digits after the point below 10, one below 100, else none.
    private static func rounded(_ value: Double) -> String {
        if value < 0.01, value > 0 { return "under 0.01" }
        let places = value < 10 ? 100 : value < 100 ? 10 : 1
        let scaled = (value * Double(places)).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let whole = Int(scaled)
        guard places > 1 else { return "\(whole)" }
        let fraction = String(whole % places)
        let zeros = String(repeating: "0", count: (places == 100 ? 2 : 1) - fraction.count)
        return "\(whole / places).\(zeros)\(fraction)"
    }
}
