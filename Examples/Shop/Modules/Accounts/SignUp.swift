import Tenfold

/// Makes an account. Its email must be new, over all shards.
struct SignUp: Command, Validated {
    typealias Reply = Account
    static let name = "accounts.SignUp"

    var email: String
    var name: String
    var password: Secret<String>

    var key: RoutingKey? { AccountEmail(email).key }
    var claims: [Claim] { [AccountEmail(email).claim] }

    func validate(_ check: inout Checks<SignUp>) {
        check(\.email, .isEmail)
        check(\.name, .notBlank, .length(1...100), .isOneLine)
        check(\.password, .length(12...200))
    }
}

extension Accounts {
    func signUp(_ command: SignUp, _ passwordHash: String, _ tx: Transaction) async throws -> Account {
        let email = AccountEmail(command.email)
        let account = Account(id: tx.newID(), email: email.text, name: command.name, createdAt: clock.now())
        try await insert(account, passwordHash, isAdmin: false, tx)
        return account
    }

    func insert(_ account: Account, _ passwordHash: String, isAdmin: Bool, _ tx: Transaction) async throws {
        try await tx.execute(
            """
            INSERT INTO account (id, email, name, password_hash, is_admin, created_at)
            VALUES (\(account.id), \(account.email), \(account.name), \(passwordHash), \(isAdmin), \(account.createdAt))
            """)
        try await tx.publish(
            UserCreated(id: account.id, email: account.email, name: account.name, createdAt: account.createdAt))
    }
}

extension Rule where Value == String {
    /// No line breaks and no other control characters.
    static var isOneLine: Rule {
        .must("must be one line without control characters") { text in
            text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
    }
}
