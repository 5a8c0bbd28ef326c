import TenfoldCore

@testable import TenfoldRuntime

/// An app like Shop, by its declarations alone.
enum PlanFixture {
    static let shop = [
        ModuleDescription(Accounts.self), ModuleDescription(Catalog.self), ModuleDescription(Orders.self),
        ModuleDescription(Email.self),
    ]

    /// A line a service: `edge 8080`, `sales 7100 catalog orders`. A port of four digits from 8000 on is public.
    static func stage(_ services: String..., replicas: Int = 2, hosts: [String] = []) throws -> Stage {
        var lines = ["app: shop", "stages:", "  split:", "    services:"]
        var modules: [String] = []
        for (index, service) in services.enumerated() {
            let words = service.split(separator: " ").map(String.init)
            let hosted = words.dropFirst(2)
            modules += hosted
            var keys = ["admin-port: \(9000 + index * 10)", "replicas: \(replicas)"]
            keys.append("\(words[1] >= "8000" ? "port" : "internal-port"): \(words[1])")
            if words[1] >= "8000", !hosted.isEmpty { keys.append("internal-port: \(6000 + index * 10)") }
            if !hosted.isEmpty { keys.append("modules: [\(hosted.joined(separator: ", "))]") }
            if !hosts.isEmpty { keys.append("addresses: [\(hosts[index % hosts.count])]") }
            lines.append("      \(words[0]): { \(keys.joined(separator: ", ")) }")
        }
        let request = StageRequest(app: "shop", modules: modules, environment: [:])
        let text = lines.joined(separator: "\n")
        let stages = try StageFile.stages(in: Array(text.utf8), path: "tenfold.yaml", request)
        return stages[0]
    }

    static func plan(_ modules: [ModuleDescription], _ stage: Stage, traffic: SendTraffic? = nil) -> Plan {
        Planner(app: "shop", modules: modules, stage: stage, traffic: traffic).plan()
    }

    struct FindAccount: Query { static let name = "accounts.Find" }
    struct SignUp: Command { static let name = "accounts.SignUp" }
    struct Reserve: Command { static let name = "catalog.Reserve" }
    struct Release: Command { static let name = "catalog.Release" }
    struct Place: Command { static let name = "orders.Place" }
    struct FindOrder: Query { static let name = "orders.Find" }
    struct UserCreated: Event {
        static let name = "accounts.UserCreated"
        var key: RoutingKey { RoutingKey("all") }
    }
    struct OrderPlaced: Event {
        static let name = "orders.OrderPlaced"
        var key: RoutingKey { RoutingKey("all") }
    }

    struct Accounts: Module {
        static func declare(_ module: inout Declaration<Accounts>) {
            module.handle(FindAccount.self) { _, _ in Nothing() }
            module.handle(SignUp.self, prepare: { _, _ in 1 }, apply: { _, _, _, _ in Nothing() })
            module.publishes(UserCreated.self)
            module.route(.post, "/accounts", SignUp.self, access: .anyone)
        }
        init(_ environment: ModuleEnvironment) throws {}
    }

    struct Catalog: Module {
        static func declare(_ module: inout Declaration<Catalog>) {
            module.handle(Reserve.self) { _, _, _ in Nothing() }
            module.handle(Release.self) { _, _, _ in Nothing() }
            module.uses(Release.self)
        }
        init(_ environment: ModuleEnvironment) throws {}
    }

    struct Orders: Module {
        static func declare(_ module: inout Declaration<Orders>) {
            module.handleInSteps(Place.self) { _, _, _ in Nothing() }
            module.handle(FindOrder.self) { _, _ in Nothing() }
            module.uses(Reserve.self)
            module.uses(FindAccount.self)
            module.publishes(OrderPlaced.self)
            module.route(.post, "/orders", Place.self, access: .signedIn)
            module.route(.get, "/orders/:id", FindOrder.self, access: .signedIn)
        }
        init(_ environment: ModuleEnvironment) throws {}
    }

    struct Email: Module {
        static func declare(_ module: inout Declaration<Email>) {
            module.uses(FindAccount.self)
            module.subscribe(UserCreated.self) { _, _, _ in }
            module.subscribe(OrderPlaced.self) { _, _, _ in }
        }
        init(_ environment: ModuleEnvironment) throws {}
    }
}
