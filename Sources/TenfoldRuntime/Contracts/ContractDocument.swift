import TenfoldCore

/// All messages of an app: what two builds of it must agree on, and what a client in another language needs.
struct ContractDocument: Hashable, Sendable {
    /// Files of other versions are refused.
    static let formatVersion = 1

    let app: String
    /// In the order of their names.
    let messages: [ContractMessage]

    init(app: String, messages: [ContractMessage]) {
        self.app = app
        self.messages = messages.sorted { $0.name < $1.name }
    }

    init(app: String, modules: [ModuleDescription]) {
        var users: [String: Set<String>] = [:]
        for module in modules {
            for name in module.uses.map({ $0.name }) + module.subscribes.map({ $0.name }) {
                users[name, default: []].insert(module.name)
            }
        }
        let messages = modules.flatMap { module in
            module.queries.map { Self.message($0, .query, of: module.name, app: app) }
                + module.commands.map { Self.message($0, .command, of: module.name, app: app) }
                + module.publishes.map { Self.event($0) }
        }
        self.init(app: app, messages: messages.map { $0.used(by: users[$0.name] ?? []) })
    }

    private static func message<Body: Message>(
        _ type: Body.Type, _ kind: ContractMessage.Kind, of module: String, app: String
    ) -> ContractMessage {
        let report = SchemaReport()
        let body = SchemaProbe.probe(type, SchemaPlace("body", report: report)).schema
        let reply = SchemaProbe.probe(Body.Reply.self, SchemaPlace("reply", report: report)).schema
        return ContractMessage(
            name: Body.name, kind: kind, path: "/\(app).\(module)/\(Body.name.dropFirst(module.count + 1))",
            body: body, reply: reply, notCompared: report.blindSpots.map(\.description))
    }

    private static func event<Fact: Event>(_ type: Fact.Type) -> ContractMessage {
        let report = SchemaReport()
        let body = SchemaProbe.probe(type, SchemaPlace("body", report: report)).schema
        return ContractMessage(
            name: Fact.name, kind: .event, path: nil, body: body, reply: nil,
            notCompared: report.blindSpots.map(\.description))
    }
}

extension ContractMessage {
    fileprivate func used(by modules: Set<String>) -> ContractMessage {
        ContractMessage(
            name: name, kind: kind, path: path, body: body, reply: reply, usedBy: Array(modules),
            notCompared: notCompared)
    }
}
