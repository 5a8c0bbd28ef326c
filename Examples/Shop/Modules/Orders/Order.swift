import FoundationEssentials
import Tenfold

/// What somebody bought, or tried to.
struct Order: Codable, Sendable {
    enum Status: String, Codable, CaseIterable, SQLColumn {
        /// Its stock is being reserved.
        case pending
        case placed
        /// Something was out of stock.
        case rejected
        case cancelled
    }

    var id: ID<Order>
    var account: ID<Account>
    var lines: [OrderLine]
    var totalCents: Int
    var status: Status
    var createdAt: Date
}

/// How many of which product.
struct OrderLine: Codable, Sendable {
    var product: ID<Product>
    var quantity: Int
}
