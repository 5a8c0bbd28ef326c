import Tenfold

extension Email {
    /// Confirms an order to its buyer.
    func confirm(_ event: OrderPlaced) async throws -> Mail {
        let account = try await findAccount(FindAccount(id: event.account))
        let lines = event.lines.map { "\($0.quantity) x \($0.product) at \(Self.money($0.priceCents))" }
        let mail = try Mail.aboutPresentEvent(
            to: account.email, subject: "Your order \(event.id)",
            text: """
                Dear \(account.name),

                thank you for your order:

                \(lines.joined(separator: "\n"))

                Total: \(Self.money(event.totalCents))
                """)
        try await outgoing.send(mail)
        return mail
    }

    private static func money(_ cents: Int) -> String {
        "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
