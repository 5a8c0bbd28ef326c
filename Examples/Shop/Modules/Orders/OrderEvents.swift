import FoundationEssentials
import Tenfold

/// All of an order's stock is reserved: it is bought.
struct OrderPlaced: Event {
    static let name = "orders.OrderPlaced"

    /// A line with the price of one piece.
    struct Line: Codable, Sendable {
        var product: ID<Product>
        var quantity: Int
        var priceCents: Int
    }

    var id: ID<Order>
    var account: ID<Account>
    var lines: [Line]
    var totalCents: Int
    var createdAt: Date

    var key: RoutingKey { RoutingKey(id) }
}

/// Some of an order's stock was not to be had: whatever was reserved must be released.
struct OrderRejected: Event {
    static let name = "orders.OrderRejected"

    var id: ID<Order>
    var account: ID<Account>
    var products: [ID<Product>]
    var reason: String

    var key: RoutingKey { RoutingKey(id) }
}

/// The buyer has changed his mind: what was reserved must be released.
struct OrderCancelled: Event {
    static let name = "orders.OrderCancelled"

    var id: ID<Order>
    var account: ID<Account>
    var products: [ID<Product>]
    var totalCents: Int

    var key: RoutingKey { RoutingKey(id) }
}
