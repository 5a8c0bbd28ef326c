import Tenfold

/// Which accounts are administrators: those made by `shop admin create`, and on loopback, for development, the one with
/// the email that `SHOP_ADMIN_EMAIL` says.
struct AdminRule {
    private let developmentEmail: String?

    init(_ environment: ModuleEnvironment) {
        let email = environment.configuration["admin-email"] ?? "admin@shop.test"
        developmentEmail = environment.servesBeyondLoopback ? nil : AccountEmail(email).text
    }

    func roles(of email: AccountEmail, isAdmin: Bool) -> Set<String> {
        isAdmin || email.text == developmentEmail ? ["admin"] : []
    }
}
