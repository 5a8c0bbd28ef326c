import TenfoldCore

/// Follows each public route to the longest chain of calls over the network that a request to it may make, each waiting
/// for the next. A handler that sends one message many times in a row waits that often.
struct RouteWays {
    private let planner: Planner

    init(_ planner: Planner) { self.planner = planner }

    private struct Way {
        var services: [String]
        var added: Duration
    }

    func routes() -> [PlannedRoute] {
        planner.modules.flatMap { module in
            module.routes.compactMap { route in
                guard let home = planner.stage.service(hosting: module.name) else { return nil }
                let way = edgeWay(to: home, then: longest(from: route.messageName, in: module, seen: []))
                return PlannedRoute(
                    route: route.label, message: route.messageName, services: way.services,
                    addedMicroseconds: Int(way.added / .microseconds(1)))
            }
        }
    }

    /// A public service that does not host the module calls the one that does.
    private func edgeWay(to home: Service, then rest: Way) -> Way {
        guard let edge = planner.stage.publicServices.first(where: { $0.name != home.name }) else { return rest }
        return Way(services: [edge.name] + rest.services, added: rest.added + RemoteCallCost.perCall(to: home))
    }

    /// The longest way from the handler of a message on. Declarations say what a module sends, not which handler does;
    /// so it is the longest that any could go, except that a transaction sends nothing.
    private func longest(from message: String, in module: ModuleDescription, seen: Set<String>) -> Way {
        guard let home = planner.stage.service(hosting: module.name) else { return Way(services: [], added: .zero) }
        var best = Way(services: [home.name], added: .zero)
        guard module.commandKinds[message] != .transaction, !seen.contains(module.name) else { return best }
        for type in module.uses {
            guard let owner = planner.owners[type.name], owner.name != module.name,
                let target = planner.stage.service(hosting: owner.name)
            else { continue }
            var way = longest(from: type.name, in: owner, seen: seen.union([module.name]))
            if target.name != home.name {
                way.services.insert(home.name, at: 0)
                way.added += RemoteCallCost.perCall(to: target)
            }
            if way.services.count > best.services.count || way.added > best.added { best = way }
        }
        return best
    }
}
