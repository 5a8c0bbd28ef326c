import Tenfold

/// Lists the caller's own orders, the oldest first.
struct ListMyOrders: Query, Validated {
    typealias Reply = Page<Order>
    static let name = "orders.ListMyOrders"

    var after: ID<Order>?
    var limit: Int?

    func validate(_ check: inout Checks<ListMyOrders>) {
        check(\.limit, .within(1...100))
    }
}

extension Orders {
    func list(_ query: ListMyOrders) async throws -> Page<Order> {
        let account = try Self.caller()
        let limit = query.limit ?? 20
        let orders = try await database.read(account) { snapshot in
            try await Order.list(of: account, after: query.after, limit: limit + 1, snapshot)
        }
        return Page(orders, limit: limit, id: \.id)
    }
}
