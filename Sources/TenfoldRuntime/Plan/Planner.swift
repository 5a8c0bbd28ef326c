package import TenfoldCore

/// Makes the plan of a stage from the modules' declarations alone. Pure: nothing is started and nothing is asked.
package struct Planner: Sendable {
    let app: String
    let modules: [ModuleDescription]
    let stage: Stage
    let traffic: SendTraffic?
    /// The module that answers a message, by the message's name.
    let owners: [String: ModuleDescription]

    /// - Parameter modules: without faults, as `DeclarationChecks` finds them, and each in one service of the stage.
    package init(app: String, modules: [ModuleDescription], stage: Stage, traffic: SendTraffic? = nil) {
        self.app = app
        self.modules = modules
        self.stage = stage
        self.traffic = traffic
        var owners: [String: ModuleDescription] = [:]
        for module in modules {
            for type in module.answers { owners[type.name] = module }
        }
        self.owners = owners
    }

    package func plan() -> Plan {
        let calls = calls()
        return Plan(
            app: app, stage: stage.name,
            services: stage.services.map {
                PlannedService(
                    name: $0.name, modules: $0.modules, replicas: $0.replicas, isPublic: $0.port != nil)
            },
            calls: calls, events: events(), routes: RouteWays(self).routes(), data: data(),
            findings: PlanChecks(self, calls: calls).findings())
    }

    /// The name of the service that hosts a module.
    func home(of module: String) -> String? { stage.service(hosting: module)?.name }

    private func calls() -> [PlannedCall] {
        modules.flatMap { module in
            module.uses.compactMap { type -> PlannedCall? in
                guard let owner = owners[type.name], let from = home(of: module.name), let to = home(of: owner.name)
                else { return nil }
                let key = SendTraffic.Key(module: module.name, message: type.name)
                return PlannedCall(
                    module: module.name, message: type.name, isCommand: type is any Command.Type, fromService: from,
                    toService: to, isRemote: from != to, count: traffic?.count(of: key),
                    perSecond: traffic?.perSecond(of: key))
            }
        }
    }

    private func events() -> [PlannedEvent] {
        modules.flatMap { publisher in
            publisher.publishes.flatMap { event in
                modules.compactMap { subscriber -> PlannedEvent? in
                    guard subscriber.subscribes.contains(where: { $0.name == event.name }),
                        let from = home(of: publisher.name), let to = home(of: subscriber.name)
                    else { return nil }
                    return PlannedEvent(
                        event: event.name, fromService: from, subscriber: subscriber.name, toService: to,
                        isPushed: from != to)
                }
            }
        }
    }

    private func data() -> PlannedData {
        PlannedData(engine: stage.data.url, services: stage.services.filter { !$0.modules.isEmpty }.map(\.name))
    }
}
