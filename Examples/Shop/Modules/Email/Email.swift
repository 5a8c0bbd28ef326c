import Tenfold

/// Writes to people when something happens to them.
struct Email: Module {
    static func declare(_ module: inout Declaration<Email>) {
        module.schema = [
            .step(
                "1-mail",
                .table(
                    "mail", shardedBy: "about",
                    .id("id").primaryKey, .id("about"), .text("recipient"), .text("subject"), .timestamp("created_at")),
                .index("mail_by_recipient", on: "mail", "recipient", "id"))
        ]
        module.uses(FindAccount.self)
        module.handle(Mailbox.self) { email, query in try await email.mailbox(query) }

        module.subscribe(
            UserCreated.self, prepare: { try await $0.welcome($1) },
            apply: { try await $0.record($2, about: $1.id, $3) })
        module.subscribe(
            OrderPlaced.self, prepare: { try await $0.confirm($1) },
            apply: { try await $0.record($2, about: $1.id, $3) })
    }

    let database: Database
    let outgoing: OutgoingMail
    let findAccount: Sender<FindAccount>

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
        outgoing = try OutgoingMail(environment)
        findAccount = try environment.sender()
    }
}
