import Tenfold

/// Writes a row and publishes an event: the smallest command that does what most do.
struct Ledger: Module {
    static func declare(_ module: inout Declaration<Ledger>) {
        module.schema = [.step("1-entries", .table("entry", shardedBy: "id", .id("id").primaryKey, .integer("amount")))]
        module.publishes(EntryAdded.self)
        module.handle(AddEntry.self) { _, command, tx in
            let id = tx.newID(Ledger.self)
            try await tx.execute("INSERT INTO entry (id, amount) VALUES (\(id), \(command.amount))")
            try await tx.publish(EntryAdded(id: id, amount: command.amount))
            return id
        }
    }

    init(_ environment: ModuleEnvironment) throws {}
}

struct AddEntry: Command {
    typealias Reply = ID<Ledger>
    static let name = "ledger.AddEntry"

    var amount: Int
}

struct EntryAdded: Event {
    static let name = "ledger.EntryAdded"

    var id: ID<Ledger>
    var amount: Int
    var key: RoutingKey { RoutingKey(id) }
}
