import Tenfold

/// Who may sign in.
struct Accounts: Module {
    static func declare(_ module: inout Declaration<Accounts>) {
        module.schema = accountsSchema

        // Hashing a password takes long, and a transaction may await nothing but itself: so it is prepared before.
        module.handle(
            SignUp.self, prepare: { try await $0.passwords.hash($1.password) },
            apply: { try await $0.signUp($1, $2, $3) })
        module.handle(
            CreateAdmin.self, prepare: { try await $0.passwords.hash($1.password) },
            apply: { try await $0.createAdmin($1, $2, $3) })
        module.handle(SignIn.self) { accounts, query in try await accounts.signIn(query) }
        module.handle(FindAccount.self) { accounts, query in try await accounts.find(query) }
        module.handle(HasAdmin.self) { accounts, _ in try await accounts.hasAdmin() }
        module.publishes(UserCreated.self)

        module.route(.post, "/accounts", SignUp.self, access: .anyone, answer: .created { "/accounts/\($0.id)" })
        module.route(.post, "/sessions", SignIn.self, access: .anyone, answer: .created)
        module.route(.get, "/accounts/:id", FindAccount.self, access: .when { $0.owns($1.id) || $0.isAdmin })
    }

    let database: Database
    let cache: Cache<ID<Account>, Account>
    let clock: any WallClock
    let passwords: any PasswordHashing
    let tokens: any TokenIssuing
    let throttle: any SignInThrottling
    let admins: AdminRule

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
        cache = environment.cache("account", expiresAfter: .seconds(3600))
        clock = environment.clock
        passwords = environment.passwords
        tokens = environment.tokens
        throttle = environment.signInThrottle
        admins = AdminRule(environment)
    }
}
