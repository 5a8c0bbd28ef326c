import Synchronization
import TenfoldTesting

/// What clients were told: every 201, by its id.
final class Ledger: Sendable {
    struct Entries: Sendable {
        /// Accounts as they were answered.
        var accounts: [String: JSON] = [:]
        /// Placed orders as they were answered.
        var orders: [String: JSON] = [:]
        var rejected = 0
    }

    private let present = Mutex(Entries())

    var entries: Entries { present.withLock { $0 } }

    func noteAccount(_ account: JSON) { present.withLock { $0.accounts[account["id"].text ?? ""] = account } }
    func noteOrder(_ order: JSON) { present.withLock { $0.orders[order["id"].text ?? ""] = order } }
    func noteRejection() { present.withLock { $0.rejected += 1 } }
}

extension Ledger.Entries {
    /// How many of a product were sold.
    func sold(_ product: String) -> Int {
        orders.values.flatMap { $0["lines"].elements }
            .filter { $0["product"].text == product }
            .reduce(0) { $0 + ($1["quantity"].integer ?? 0) }
    }

    var revenueCents: Int { orders.values.reduce(0) { $0 + ($1["totalCents"].integer ?? 0) } }

    func orderIDs(of account: String) -> Set<String> {
        Set(orders.filter { $0.value["account"].text == account }.keys)
    }
}
