import Tenfold

/// Makes an administrator's account. No route leads here: only `shop admin create`.
struct CreateAdmin: Command, Validated {
    typealias Reply = Account
    static let name = "accounts.CreateAdmin"

    var email: String
    var password: Secret<String>

    var key: RoutingKey? { AccountEmail(email).key }
    var claims: [Claim] { [AccountEmail(email).claim] }

    func validate(_ check: inout Checks<CreateAdmin>) {
        check(\.email, .isEmail)
        check(\.password, .length(12...200))
    }
}

/// Whether `shop admin create` has made an administrator.
struct HasAdmin: Query {
    typealias Reply = Bool
    static let name = "accounts.HasAdmin"
}

extension Accounts {
    func createAdmin(_ command: CreateAdmin, _ passwordHash: String, _ tx: Transaction) async throws -> Account {
        let email = AccountEmail(command.email)
        let account = Account(id: tx.newID(), email: email.text, name: "Administrator", createdAt: clock.now())
        try await insert(account, passwordHash, isAdmin: true, tx)
        return account
    }

    func hasAdmin() async throws -> Bool {
        try await database.readEverywhere { snapshot in
            try await snapshot.first("SELECT 1 FROM account WHERE is_admin = \(true) LIMIT 1", as: Int.self) != nil
        }.contains(true)
    }
}
