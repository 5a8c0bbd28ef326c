import Tenfold

/// An app with a subscriber that cannot bear one text until it is told to.
struct FaultyApp: App {
    static let name = "faulty"
    static let modules: [any Module.Type] = [Source.self, Sink.self]

    struct Say: Command {
        static let name = "source.Say"
        var topic: String
        var text: String
        var key: RoutingKey? { RoutingKey(topic) }
    }

    struct Said: Event {
        static let name = "source.Said"
        var topic: String
        var text: String
        var key: RoutingKey { RoutingKey(topic) }
    }

    struct Heard: Query {
        typealias Reply = [String]
        static let name = "sink.Heard"
        var topic: String
    }

    struct Mend: Command {
        static let name = "sink.Mend"
    }

    struct Source: Module {
        static let name = "source"

        static func declare(_ module: inout Declaration<Source>) {
            module.publishes(Said.self)
            module.handle(Say.self) { _, command, tx in
                try await tx.publish(Said(topic: command.topic, text: command.text))
                return Nothing()
            }
        }

        init(_ environment: ModuleEnvironment) throws {}
    }

    struct Sink: Module {
        static let name = "sink"

        static func declare(_ module: inout Declaration<Sink>) {
            module.schema = [
                .step(
                    "1-heard",
                    .table(
                        "heard", shardedBy: "topic", primaryKey: ["topic", "number"],
                        .text("topic"), .integer("number"), .text("spoken")))
            ]
            module.subscribe(Said.self) { sink, event, tx in try await sink.hear(event, tx) }
            module.handle(Heard.self) { sink, query in try await sink.heard(query) }
            module.handle(Mend.self) { sink, _, _ in
                sink.isMended.raise()
                return Nothing()
            }
        }

        struct Unbearable: Error {}

        let database: Database
        let isMended = Flag()

        init(_ environment: ModuleEnvironment) throws { database = environment.database }

        func hear(_ event: Said, _ tx: Transaction) async throws {
            guard event.text != "poison" || isMended.isRaised else { throw Unbearable() }
            let count = try await tx.one("SELECT COUNT(*) FROM heard WHERE topic = \(event.topic)", as: Int.self)
            try await tx.execute(
                "INSERT INTO heard (topic, number, spoken) VALUES (\(event.topic), \(count), \(event.text))")
        }

        func heard(_ query: Heard) async throws -> [String] {
            try await database.read(RoutingKey(query.topic)) { snapshot in
                try await snapshot.all("SELECT spoken FROM heard WHERE topic = \(query.topic) ORDER BY number")
            }
        }
    }
}
