import Tenfold

/// Finds an account by its id.
struct FindAccount: Query {
    typealias Reply = Account
    static let name = "accounts.Find"

    var id: ID<Account>
}

extension Accounts {
    func find(_ query: FindAccount) async throws -> Account {
        try await cache.value(for: query.id) { id in
            let account: Account? = try await database.read(id) { snapshot in
                try await snapshot.first("SELECT id, email, name, created_at FROM account WHERE id = \(id)")
            }
            guard let account else { throw Refusal.notFound("accounts.not-found", "There is no such account.") }
            return account
        }
    }
}
