import Tenfold

/// Writes a row and publishes an event: the smallest command that does what most do.
struct Entries: Module {
    static func declare(_ module: inout Declaration<Entries>) {
        module.schema = [.step("1-entries", .table("entry", shardedBy: "id", .id("id").primaryKey, .integer("amount")))]
        module.publishes(EntryAdded.self)
        module.handle(AddEntry.self) { _, command, tx in try await add(command, tx) }
        module.handle(CountEntries.self) { entries, _ in try await entries.count() }
        module.route(.post, "/entries", AddEntry.self, access: .anyone, answer: .created { "/entries/\($0.id)" })
        module.route(.get, "/entries/count", CountEntries.self, access: .anyone)
    }

    let database: Database

    init(_ environment: ModuleEnvironment) throws { database = environment.database }

    static func add(_ command: AddEntry, _ tx: Transaction) async throws -> Entry {
        let entry = Entry(id: tx.newID(), amount: command.amount)
        try await tx.execute("INSERT INTO entry (id, amount) VALUES (\(entry.id), \(entry.amount))")
        try await tx.publish(EntryAdded(id: entry.id, amount: entry.amount))
        return entry
    }

    func count() async throws -> Count {
        let parts: [Int] = try await database.readEverywhere { try await $0.one("SELECT COUNT(*) FROM entry") }
        return Count(count: parts.reduce(0, +))
    }
}

struct Entry: Codable, Sendable {
    var id: ID<Entry>
    var amount: Int
}

struct AddEntry: Command {
    typealias Reply = Entry
    static let name = "entries.Add"

    var amount: Int
}

struct CountEntries: Query {
    typealias Reply = Count
    static let name = "entries.Count"
}

struct EntryAdded: Event {
    static let name = "entries.EntryAdded"

    var id: ID<Entry>
    var amount: Int
    var key: RoutingKey { RoutingKey(id) }
}
