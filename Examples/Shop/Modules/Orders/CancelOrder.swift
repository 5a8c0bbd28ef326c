import Tenfold

/// Cancels an order that is placed. Only its owner may.
struct CancelOrder: Command {
    typealias Reply = Order
    static let name = "orders.CancelOrder"

    var id: ID<Order>

    var key: RoutingKey? { RoutingKey(id) }
}

extension Orders {
    func cancel(_ command: CancelOrder, _ tx: Transaction) async throws -> Order {
        guard var order = try await Order.find(command.id, tx), try Self.caller() == order.account else {
            throw Self.noSuchOrder
        }
        let earlier = order.status
        order.status = .cancelled
        guard try await order.update(from: .placed, tx) else {
            throw Refusal.conflict(
                "orders.not-placed", "Only an order that is placed can be cancelled; this one is \(earlier.rawValue).")
        }
        try await tx.publish(
            OrderCancelled(
                id: order.id, account: order.account, products: order.lines.map(\.product),
                totalCents: order.totalCents))
        return order
    }
}
