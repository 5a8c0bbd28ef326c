package import TenfoldCore

/// Who calls whom, and who listens to whom: known from the declarations alone.
package struct CallGraph: Sendable {
    private let modules: [ModuleDescription]
    private let edges: [String: Set<String>]

    package init(_ modules: [ModuleDescription]) {
        self.modules = modules
        var owner: [String: String] = [:]
        for module in modules {
            for type in module.answers { owner[type.name] = module.name }
        }
        var edges: [String: Set<String>] = [:]
        for module in modules {
            edges[module.name] = Set(module.uses.compactMap { owner[$0.name] }).subtracting([module.name])
        }
        self.edges = edges
    }

    /// The circles of synchronous calls, each once, beginning with its first module in alphabetical order.
    package var cycles: [[String]] {
        var found: Set<[String]> = []
        for start in edges.keys.sorted() {
            search(from: start, path: [start], start: start, found: &found)
        }
        return found.sorted { $0.joined() < $1.joined() }
    }

    private func search(from node: String, path: [String], start: String, found: inout Set<[String]>) {
        for next in (edges[node] ?? []).sorted() {
            if next == start {
                found.insert(path + [start])
            } else if next > start, !path.contains(next) {
                search(from: next, path: path + [next], start: start, found: &found)
            }
        }
    }

    /// For `check`: every module with what it answers, calls, publishes and hears.
    package var text: String {
        var lines: [String] = []
        for module in modules {
            lines.append(module.name)
            lines +=
                module.queries.map { "  query      \($0.name)" } + module.commands.map { "  command    \($0.name)" }
            lines += module.uses.map { "  calls      \($0.name)" }
            lines += module.publishes.map { "  publishes  \($0.name)\(listeners(of: $0.name))" }
            lines += module.subscribes.map { "  listens    \($0.name)" }
            lines += module.routes.map {
                "  route      \($0.label) → \($0.messageName) (\($0.accessSummary ?? "no access"))"
            }
            lines += module.rawRoutes.map { "  http       \($0.method.rawValue) \($0.path) (\($0.accessSummary))" }
            lines += module.timers.map { "  timer      \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private func listeners(of event: String) -> String {
        let names = modules.filter { $0.subscribes.contains { $0.name == event } }.map(\.name)
        return names.isEmpty ? " → nobody" : " → \(names.joined(separator: ", "))"
    }
}
