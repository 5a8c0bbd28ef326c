import TenfoldCore

/// What may go wrong when an app is split as a stage says.
struct PlanChecks {
    private let planner: Planner
    private let calls: [PlannedCall]

    init(_ planner: Planner, calls: [PlannedCall]) {
        self.planner = planner
        self.calls = calls
    }

    func findings() -> [PlanFinding] {
        commandsInTwoModules() + circles() + rawRoutes() + machines() + singlePoints()
    }

    /// A command that is sent to another service takes effect there, whatever becomes of the sender. Only recorded steps
    /// and events, which are tried until they are done, make sure that both or none happens in the end.
    private func commandsInTwoModules() -> [PlanFinding] {
        calls.filter { $0.isRemote && $0.isCommand }.compactMap { call in
            guard let module = planner.modules.first(where: { $0.name == call.module }) else { return nil }
            return RemoteCommandCheck(module: module, call: call).finding()
        }
    }

    private func circles() -> [PlanFinding] {
        var edges: [String: Set<String>] = [:]
        for call in calls where call.isRemote { edges[call.fromService, default: []].insert(call.toService) }
        return ServiceCircles.find(in: edges).map { circle in
            let names = (circle + circle.prefix(1)).joined(separator: " → ")
            let messages = zip(circle, circle.dropFirst() + circle.prefix(1)).flatMap { from, to in
                calls.filter { $0.fromService == from && $0.toService == to }.map { "\($0.module) → \($0.message)" }
            }
            return PlanFinding(
                severity: .danger, code: "plan.circle",
                reason: "services \(names) wait for each other (\(messages.joined(separator: ", "))): under load all "
                    + "that a service may do at once can be waiting for itself, and none goes on until its deadline",
                remedy: "host the modules that call each other in one service, or let one listen to an event instead")
        }
    }

    private func rawRoutes() -> [PlanFinding] {
        if planner.stage.hasGateway { return [] }
        return planner.modules.filter { !$0.rawRoutes.isEmpty }.compactMap { module in
            guard let home = planner.stage.service(hosting: module.name) else { return nil }
            let routes = module.rawRoutes.map { "\($0.method.rawValue) \($0.path)" }.joined(separator: ", ")
            if home.port == nil {
                return PlanFinding(
                    severity: .danger, code: "plan.raw-route",
                    reason: "module \(module.name) answers \(routes) by itself, and its service \(home.name) is not "
                        + "public: an edge forwards messages, not raw HTTP, so nobody reaches it",
                    remedy: "give service \(home.name) a public port, or host \(module.name) in a public service")
            }
            let edges = planner.stage.publicServices.filter { $0.name != home.name }.map(\.name)
            guard !edges.isEmpty else { return nil }
            return PlanFinding(
                severity: .warning, code: "plan.raw-route",
                reason: "\(routes) is answered by service \(home.name) alone, not by \(list(edges))",
                remedy: "send these paths to \(home.name) from the load balancer")
        }
    }

    /// SQLite's files live on one machine.
    private func machines() -> [PlanFinding] {
        let hosting = planner.stage.services.filter { !$0.modules.isEmpty }
        let several = hosting.filter { ServicePlace.machines(of: $0).count > 1 }
        let engine = planner.stage.data.url
        if !several.isEmpty {
            return several.map {
                PlanFinding(
                    severity: .danger, code: "plan.data-on-many-machines",
                    reason:
                        "replicas of service \($0.name) are on \(ServicePlace.machines(of: $0).count) machines, and "
                        + "each would have tables of its own in \(engine)",
                    remedy: "keep its replicas on one machine; an engine for many comes with a later version")
            }
        }
        let all = hosting.reduce(into: Set<String>()) { $0.formUnion(ServicePlace.machines(of: $1)) }
        guard all.count > 1 else { return [] }
        return [
            PlanFinding(
                severity: .danger, code: "plan.data-on-many-machines",
                reason: "services are on \(all.count) machines, and \(engine) is a folder of one: it holds not only "
                    + "each module's tables but the keys that sign sessions, and the bucket map",
                remedy: "run the stage on one machine; an engine for many comes with a later version")
        ]
    }

    /// One replica that others wait for.
    private func singlePoints() -> [PlanFinding] {
        planner.stage.services.filter { $0.replicas == 1 && $0.addresses.count < 2 }.compactMap { service in
            var callers = Set(calls.filter { $0.isRemote && $0.toService == service.name }.map(\.fromService))
            let edges = planner.stage.publicServices.filter { $0.name != service.name }.map(\.name)
            let isRouted = planner.modules.contains { !$0.routes.isEmpty && service.modules.contains($0.name) }
            if isRouted { callers.formUnion(edges) }
            let whom = service.port != nil ? ["the public"] : callers.sorted()
            guard !whom.isEmpty else { return nil }
            return PlanFinding(
                severity: .warning, code: "plan.single-replica",
                reason: "service \(service.name) has one replica, and \(list(whom)) cannot do without it",
                remedy: "give it two, so that one may stop")
        }
    }

    private func list(_ names: [String]) -> String { names.joined(separator: " and ") }
}
