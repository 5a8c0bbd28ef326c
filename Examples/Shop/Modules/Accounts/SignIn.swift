import FoundationEssentials
import Tenfold

/// Trades an email and a password for a token. It writes nothing, so it is a query.
struct SignIn: Query, Validated {
    typealias Reply = Session
    static let name = "accounts.SignIn"

    var email: String
    var password: Secret<String>

    func validate(_ check: inout Checks<SignIn>) {
        check(\.email, .isEmail)
        check(\.password, .length(1...200))
    }
}

/// A token and the time from which on it is refused.
struct Session: Codable, Sendable {
    var token: String
    var expiresAt: Date
}

extension Accounts {
    func signIn(_ query: SignIn) async throws -> Session {
        let email = AccountEmail(query.email)
        let address = Call.current.remoteAddress
        try throttle.admit(account: email.text, address: address)

        // An unknown email is checked against no hash: the same time and the same answer as for a wrong password.
        let found = try await credentials(of: email)
        guard try await passwords.verify(query.password, against: found?.passwordHash), let found else {
            throttle.recordFailure(account: email.text, address: address)
            throw Refusal.unauthenticated("accounts.wrong-credentials", "The email and the password do not match.")
        }
        throttle.recordSuccess(account: email.text, address: address)

        let principal = Principal(found.id, roles: admins.roles(of: email, isAdmin: found.isAdmin))
        let token = try await tokens.issue(for: principal, lifetime: .seconds(3600))
        return Session(token: token.text, expiresAt: token.expiresAt)
    }

    private func credentials(of email: AccountEmail) async throws -> Credentials? {
        try await database.read(email.key) { snapshot in
            try await snapshot.first("SELECT id, password_hash, is_admin FROM account WHERE email = \(email.text)")
        }
    }
}

private struct Credentials: RowDecodable {
    let id: ID<Account>
    let passwordHash: String
    let isAdmin: Bool

    init(row: inout Row) throws {
        id = try row.next()
        passwordHash = try row.next()
        isAdmin = try row.next()
    }
}
