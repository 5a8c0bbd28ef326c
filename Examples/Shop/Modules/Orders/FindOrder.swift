import Tenfold

/// Finds an order, for its owner or an administrator.
struct FindOrder: Query {
    typealias Reply = Order
    static let name = "orders.FindOrder"

    var id: ID<Order>
}

extension Orders {
    static let noSuchOrder = Refusal.notFound("orders.not-found", "There is no such order.")

    func find(_ query: FindOrder) async throws -> Order {
        let caller = try Call.current.requirePrincipal()
        let order = try await database.read(query.id) { snapshot in try await Order.find(query.id, snapshot) }
        // Somebody else's order is "not found": whether it exists is not for this caller to know.
        guard let order, caller.owns(order.account) || caller.isAdmin else { throw Self.noSuchOrder }
        return order
    }

    /// The account that calls.
    static func caller() throws -> ID<Account> {
        guard let account = try Call.current.requirePrincipal().id(as: Account.self) else {
            throw Refusal.forbidden("orders.no-account", "Only an account has orders.")
        }
        return account
    }
}
