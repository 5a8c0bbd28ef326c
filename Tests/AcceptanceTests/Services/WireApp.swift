import FoundationEssentials
import Tenfold
import TenfoldCore
import TenfoldHTTP
import TenfoldRuntime
import TenfoldTesting

/// One module behind an internal port, for callers in other languages.
struct WireApp: App {
    static let name = "lab"
    static let modules: [any Module.Type] = [Depot.self]
    static let secret = "a secret of a test, long enough".replacing(" ", with: "-")

    /// Serves on its internal port alone.
    static func start() async throws -> (app: TestApp, port: Int) {
        let port = try await FreePorts.find(1)[0]
        let app = try await TestApp.start(WireApp.self) { options in
            options.role = ServiceRole(
                service: "depot", modules: ["depot"], internalAddress: HTTPEndpoint(host: "127.0.0.1", port: port),
                remotes: [], secret: Secret(secret), servesPublic: true)
        }
        return (app, port)
    }
}

struct Depot: Module {
    static let name = "depot"

    static func declare(_ module: inout Declaration<Depot>) {
        module.schema = [
            .step("1-thing", .table("thing", shardedBy: "bucket", .number("number"), .integer("bucket"), .text("name")))
        ]
        module.handle(Look.self) { _, query in Look.Seen(query) }
        module.handle(Refuse.self) { _, query in throw Refusal(query.kind, code: "depot.no", "Not this time.") }
        module.handle(Wait.self) { _, query in
            try await Task.sleep(for: .milliseconds(query.milliseconds))
            return Nothing()
        }
        module.handle(Put.self) { _, command, tx in
            guard command.name != "refused" else { throw Refusal.conflict("depot.full", "The depot is full.") }
            let number: Int64 = try await tx.one(
                "INSERT INTO thing (bucket, name) VALUES (\(tx.bucket.number), \(command.name)) RETURNING number")
            return Put.Place(number: number)
        }
    }

    init(_ environment: ModuleEnvironment) throws {}
}

/// Answers what it knows of the call.
struct Look: Query, Validated {
    static let name = "depot.Look"
    struct Seen: Codable, Sendable {
        var text: String
        var principal: Principal?
        var secondsLeft: Double
        var requestID: String?
        var attempt: Int
        var priority: Int

        init(_ query: Look) {
            let call = Call.current
            text = query.text
            principal = call.principal
            secondsLeft = call.deadline.map { (ContinuousClock.now.duration(to: $0)) / .seconds(1) } ?? -1
            requestID = call.requestID?.description
            attempt = call.attempt
            priority = call.priority.rawValue
        }
    }
    typealias Reply = Seen
    var text: String
    var count: Int
    func validate(_ check: inout Checks<Look>) { check(\.count, .within(1...9)) }
}

struct Refuse: Query {
    static let name = "depot.Refuse"
    var kind: Refusal.Kind
}

struct Wait: Query {
    static let name = "depot.Wait"
    var milliseconds: Int
}

struct Put: Command {
    static let name = "depot.Put"
    struct Place: Codable, Sendable { var number: Int64 }
    typealias Reply = Place
    var name: String
}
