import Tenfold

/// Sets some of a product aside for an order. A repeat changes nothing and gets the same reply.
struct ReserveStock: Command {
    typealias Reply = Reservation
    static let name = "catalog.ReserveStock"

    var order: ID<Order>
    var product: ID<Product>
    var quantity: Int

    var key: RoutingKey? { RoutingKey(product) }
}

extension Catalog {
    func reserve(_ command: ReserveStock, _ tx: Transaction) async throws -> Reservation {
        if let earlier = try await Reservation.find(command.product, for: command.order, tx) {
            guard earlier.status == .held else {
                throw Refusal.conflict("catalog.released", "The order has been given up, and its stock released.")
            }
            return earlier
        }
        let priceCents = try await take(command.quantity, of: command.product, tx)
        let reservation = Reservation(quantity: command.quantity, priceCents: priceCents, status: .held)
        try await reservation.insert(command.product, for: command.order, tx)
        try await tx.invalidate(cache, command.product)
        return reservation
    }

    /// Lowers the stock, never below zero, and answers the price.
    private func take(_ quantity: Int, of product: ID<Product>, _ tx: Transaction) async throws -> Int {
        let changed = try await tx.execute(
            "UPDATE product SET stock = stock - \(quantity) WHERE id = \(product) AND stock >= \(quantity)")
        let priceCents = try await tx.first("SELECT price_cents FROM product WHERE id = \(product)", as: Int.self)
        guard let priceCents else {
            throw Refusal.conflict("catalog.no-such-product", "There is no product \(product).")
        }
        guard changed == 1 else {
            throw Refusal.conflict("catalog.out-of-stock", "Of product \(product) less than \(quantity) is left.")
        }
        return priceCents
    }
}
