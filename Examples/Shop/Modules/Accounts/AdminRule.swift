import Tenfold

/// Which accounts are administrators: those made by `shop admin create`, and for development one known by its email.
struct AdminRule {
    private let developmentEmail: String?

    init(_ configuration: ModuleConfiguration) {
        let isAllowed = configuration["allows-development-admin"] != "false"
        developmentEmail = isAllowed ? AccountEmail(configuration["admin-email"] ?? "admin@shop.test").text : nil
    }

    func roles(of email: AccountEmail, isAdmin: Bool) -> Set<String> {
        isAdmin || email.text == developmentEmail ? ["admin"] : []
    }
}
