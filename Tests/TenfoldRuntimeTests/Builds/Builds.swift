import Tenfold

/// One state of an app's source: its messages and events. Modules and names are the same in each.
protocol Build: Sendable {
    associatedtype Tell: TellCommand
    associatedtype Told: ToldEvent

    static func told(of tell: Tell) -> Told
}

protocol TellCommand: Command where Reply: TellReply {
    init(text: String, remark: String)
    var text: String { get }
}

extension TellCommand {
    /// In the bucket of what it publishes.
    var key: RoutingKey? { RoutingKey("all") }
}

protocol TellReply: Codable, Sendable {
    init(text: String)
    /// What this build can read of it.
    var account: String { get }
}

protocol ToldEvent: Event {
    var account: String { get }
}

/// As it was.
enum OldBuild: Build {
    struct Tell: TellCommand {
        static let name = "teller.Tell"
        struct Reply: TellReply {
            var text: String
            init(text: String) { self.text = text }
            var account: String { text }
        }
        var text: String
        init(text: String, remark: String) { self.text = text }
    }

    struct Told: ToldEvent {
        static let name = "teller.Told"
        var text: String
        var key: RoutingKey { RoutingKey("all") }
        var account: String { text }
    }

    static func told(of tell: Tell) -> Told { Told(text: tell.text) }
}

/// With an optional field more in the command, its reply and the event.
enum NewBuild: Build {
    struct Tell: TellCommand {
        static let name = "teller.Tell"
        struct Reply: TellReply {
            var text: String
            var length: Int?
            init(text: String) {
                self.text = text
                length = text.utf8.count
            }
            var account: String { "\(text), length \(length.map(String.init) ?? "unknown")" }
        }
        var text: String
        var remark: String?
        init(text: String, remark: String) {
            self.text = text
            self.remark = remark
        }
    }

    struct Told: ToldEvent {
        static let name = "teller.Told"
        var text: String
        var remark: String?
        var key: RoutingKey { RoutingKey("all") }
        var account: String { "\(text), remark \(remark ?? "unknown")" }
    }

    static func told(of tell: Tell) -> Told { Told(text: tell.text, remark: tell.remark) }
}

/// The app as one build makes it.
enum BuiltApp<Source: Build>: App {
    static var name: String { "builds" }
    static var modules: [any Module.Type] { [Asker<Source>.self, Teller<Source>.self] }
}

/// Sends to the teller, and hears of what was told.
struct Asker<Source: Build>: Module {
    static var name: String { "asker" }

    static func declare(_ module: inout Declaration<Asker>) {
        module.schema = [
            .step("1-heard", .table("heard", shardedBy: "bucket", .number("n"), .integer("bucket"), .text("account")))
        ]
        module.uses(Source.Tell.self)
        module.handle(Pass.self) { asker, query in
            try await asker.tell(Source.Tell(text: query.text, remark: "loud"), key: query.text).account
        }
        module.handle(Heard.self) { asker, _ in
            try await asker.database.readEverywhere {
                try await $0.all("SELECT account FROM heard ORDER BY n", as: String.self)
            }.flatMap { $0 }
        }
        module.subscribe(Source.Told.self) { _, event, tx in
            try await tx.execute("INSERT INTO heard (bucket, account) VALUES (\(tx.bucket.number), \(event.account))")
        }
    }

    let database: Database
    let tell: Sender<Source.Tell>

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
        tell = try environment.sender()
    }
}

struct Pass: Query {
    typealias Reply = String
    static let name = "asker.Pass"
    var text: String
}

struct Heard: Query {
    typealias Reply = [String]
    static let name = "asker.Heard"
}

struct Teller<Source: Build>: Module {
    static var name: String { "teller" }

    static func declare(_ module: inout Declaration<Teller>) {
        module.publishes(Source.Told.self)
        module.handle(Source.Tell.self) { _, command, tx in
            try await tx.publish(Source.told(of: command))
            return Source.Tell.Reply(text: command.text)
        }
    }

    init(_ environment: ModuleEnvironment) throws {}
}
