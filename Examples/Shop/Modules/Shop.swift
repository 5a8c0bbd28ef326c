public import ArgumentParser
public import Tenfold

/// A small web shop: the reference app.
public struct Shop: App {
    /// Its five modules. They reach each other only by messages and events.
    public static let modules: [any Module.Type] = [
        Accounts.self, Catalog.self, Orders.self, Email.self, Analytics.self,
    ]

    /// `shop admin create`.
    public static let commands: [any AsyncParsableCommand.Type] = [AdminCommand.self]

    /// Sign up as the administrator of a development shop, sign in, and look at the products.
    public static func examples(at address: String) -> [String] {
        let credentials = #""email": "admin@shop.test", "password": "correct horse battery""#
        return [
            "curl -i \(address)/accounts -H 'Content-Type: application/json' -d '{\(credentials), \"name\": \"Ann\"}'",
            "curl -i \(address)/sessions -H 'Content-Type: application/json' -d '{\(credentials)}'",
            "curl -i \(address)/products",
        ]
    }

    /// Where others can reach the shop, somebody must have made its administrator before.
    public static func checkBeforeServing(_ application: Application, isPublic: Bool) async throws {
        guard isPublic else { return }
        guard try await application.send(HasAdmin()) else {
            throw Refusal.conflict(
                "shop.no-administrator",
                "Beyond loopback the shop needs an administrator: make one with `shop admin create EMAIL`.")
        }
    }
}
