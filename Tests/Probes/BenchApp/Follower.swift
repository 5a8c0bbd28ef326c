import Tenfold

/// Applies every event: a row for each.
struct Follower: Module {
    static func declare(_ module: inout Declaration<Follower>) {
        module.schema = [.step("1-seen", .table("seen", shardedBy: "id", .id("id").primaryKey, .integer("amount")))]
        module.subscribe(EntryAdded.self) { _, event, tx in
            try await tx.execute("INSERT INTO seen (id, amount) VALUES (\(event.id), \(event.amount))")
        }
        module.handle(CountSeen.self) { follower, _ in try await follower.count() }
        module.route(.get, "/seen/count", CountSeen.self, access: .anyone)
    }

    let database: Database

    init(_ environment: ModuleEnvironment) throws { database = environment.database }

    func count() async throws -> Count {
        let parts: [Int] = try await database.readEverywhere { try await $0.one("SELECT COUNT(*) FROM seen") }
        return Count(count: parts.reduce(0, +))
    }
}

struct CountSeen: Query {
    typealias Reply = Count
    static let name = "follower.CountSeen"
}
