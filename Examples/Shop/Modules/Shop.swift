public import Tenfold

/// A small web shop: the reference app.
public struct Shop: App {
    /// Its five modules. They reach each other only by messages and events.
    public static let modules: [any Module.Type] = [
        Accounts.self, Catalog.self, Orders.self, Email.self, Analytics.self,
    ]
}
