import NIOCore
import Synchronization
import Tenfold

/// A small app whose handlers misbehave on request, and count.
struct LabApp: App {
    static let name = "lab"
    static let modules: [any Module.Type] = [Lab.self, Helper.self]
}

/// Counts by name, over all apps of the test process. Names are drawn by the tests, so that they do not meet.
final class Tally: Sendable {
    static let shared = Tally()
    private let counts = Mutex<[String: Int]>([:])

    func add(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
    func count(_ name: String) -> Int { counts.withLock { $0[name, default: 0] } }
}

struct Keep: Command, Validated {
    typealias Reply = String
    static let name = "lab.Keep"
    enum Mood: String, Codable, Sendable, CaseIterable {
        case fine, refuse, askHelper, publishUnannounced, fail
    }
    var tally: String
    var mood: Mood
    func validate(_ check: inout Checks<Keep>) { check(\.tally, .notBlank) }
}

struct KeepPrepared: Command {
    typealias Reply = String
    static let name = "lab.KeepPrepared"
    var tally: String
}

struct Count: Query {
    typealias Reply = Int
    static let name = "lab.Count"
    var tally: String
}

struct Cached: Query {
    typealias Reply = Int
    static let name = "lab.Cached"
    var tally: String
}

struct Climb: Command {
    typealias Reply = Int
    static let name = "lab.Climb"
    var tally: String
    var failures: Int
}

struct Reserve: Command {
    static let name = "lab.Reserve"
    var value: String
    var key: RoutingKey? { RoutingKey(id) }
    var id: ID<Nothing>
    var claims: [Claim] { [.unique("lab.value", value)] }
}

struct Unannounced: Event {
    static let name = "lab.Unannounced"
    var key: RoutingKey { RoutingKey("all") }
}

struct Ask: Query {
    typealias Reply = String
    static let name = "helper.Ask"
}

struct Help: Command {
    static let name = "helper.Help"
    var tally: String
}

struct Helper: Module {
    static func declare(_ module: inout Declaration<Helper>) {
        module.handle(Ask.self) { _, _ in "helped" }
        module.handle(Help.self) { _, command, _ in
            Tally.shared.add("help " + command.tally)
            return Nothing()
        }
    }
    init(_ environment: ModuleEnvironment) throws {}
}

struct Lab: Module {
    static func declare(_ module: inout Declaration<Lab>) {
        module.schema = [
            .step("1", .table("kept", shardedBy: "id", .id("id").primaryKey, .text("tally")))
        ]
        module.uses(Ask.self)
        module.uses(Help.self)
        module.handle(Keep.self) { lab, command, tx in try await lab.keep(command, tx) }
        module.handle(
            KeepPrepared.self,
            prepare: { lab, command in
                Tally.shared.add("prepare " + command.tally)
                return try await lab.ask(Ask())
            },
            apply: { _, command, answer, tx in
                Tally.shared.add("apply " + command.tally)
                return answer
            })
        module.handle(Count.self) { lab, query in try await lab.count(query.tally) }
        module.handle(Cached.self) { lab, query in
            try await lab.cache.value(for: query.tally) { tally in try await lab.count(tally) }
        }
        module.handle(Reserve.self) { _, _, _ in Nothing() }
        module.handleInSteps(Climb.self) { _, command, steps in
            let first = try await steps.transaction("first") { tx in
                Tally.shared.add("first " + command.tally)
                return 1
            }
            try await steps.send("help", Help(tally: command.tally))
            Tally.shared.add("climb " + command.tally)
            guard Tally.shared.count("climb " + command.tally) > command.failures else {
                throw Fault(.unavailable, "not yet")
            }
            return try await steps.conclude("last") { _ in first + 1 }
        }
        module.route(.post, "/keep", Keep.self, access: .anyone, answer: .created)
        module.route(.get, "/count/:tally", Count.self, access: .anyone, answer: .cached(maxAge: .seconds(5)))
        module.route(.get, "/secret", Count.self, access: .admin)
        module.http(.post, "/upload", access: .anyone) { _, request in
            var bytes = 0
            for try await part in request.body { bytes += part.readableBytes }
            return .text("\(bytes)")
        }
        module.every(.milliseconds(200), "beat") { lab in Tally.shared.add("beat " + lab.marker) }
    }

    let database: Database
    let cache: Cache<String, Int>
    let ask: Sender<Ask>
    let marker: String

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
        cache = environment.cache("count", expiresAfter: .seconds(600))
        ask = try environment.sender()
        marker = environment.configuration["marker"] ?? "none"
    }

    private func keep(_ command: Keep, _ tx: Transaction) async throws -> String {
        Tally.shared.add("keep " + command.tally)
        let id = tx.newID(Nothing.self)
        try await tx.execute("INSERT INTO kept (id, tally) VALUES (\(id), \(command.tally))")
        try await tx.invalidate(cache, command.tally)
        switch command.mood {
        case .fine: return id.description
        case .refuse: throw Refusal.conflict("lab.no", "No.")
        case .askHelper: return try await ask(Ask())
        case .publishUnannounced:
            try await tx.publish(Unannounced())
            return ""
        case .fail: throw Broken()
        }
    }

    private func count(_ tally: String) async throws -> Int {
        try await database.readEverywhere { snapshot in
            try await snapshot.one("SELECT COUNT(*) FROM kept WHERE tally = \(tally)", as: Int.self)
        }.reduce(0, +)
    }

    struct Broken: Error {}
}
