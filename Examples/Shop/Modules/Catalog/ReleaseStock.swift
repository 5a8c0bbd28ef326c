import Tenfold

/// Gives back what was set aside for an order. A repeat changes nothing.
struct ReleaseStock: Command {
    static let name = "catalog.ReleaseStock"

    var order: ID<Order>
    var product: ID<Product>

    var key: RoutingKey? { RoutingKey(product) }
}

extension Catalog {
    func release(_ products: [ID<Product>], of order: ID<Order>) async throws {
        for product in products {
            _ = try await releaseStock(ReleaseStock(order: order, product: product), key: "\(order)/\(product)")
        }
    }

    func release(_ command: ReleaseStock, _ tx: Transaction) async throws -> Nothing {
        guard let earlier = try await Reservation.find(command.product, for: command.order, tx) else {
            // Nothing was reserved: note the release all the same, so that a reservation that comes late is refused.
            let nothing = Reservation(quantity: 0, priceCents: 0, status: .released)
            try await nothing.insert(command.product, for: command.order, tx)
            return Nothing()
        }
        guard earlier.status == .held else { return Nothing() }
        try await tx.execute(
            """
            UPDATE reservation SET status = \(Reservation.Status.released)
            WHERE product = \(command.product) AND buyer_order = \(command.order)
            """)
        try await tx.execute("UPDATE product SET stock = stock + \(earlier.quantity) WHERE id = \(command.product)")
        try await tx.invalidate(cache, command.product)
        return Nothing()
    }
}
