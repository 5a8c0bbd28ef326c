import Tenfold

/// Buys some products: all of its lines, or none.
struct PlaceOrder: Command, Validated {
    typealias Reply = Order
    static let name = "orders.PlaceOrder"

    var lines: [OrderLine]

    /// An order belongs to whoever places it, and lives in that account's bucket.
    var key: RoutingKey? { .principal }

    func validate(_ check: inout Checks<PlaceOrder>) {
        check(\.lines, .count(1...50))
        check.each(\.lines) { _, check in check(\.quantity, .within(1...1000)) }
        var seen: Set<ID<Product>> = []
        for (index, line) in lines.enumerated() where !seen.insert(line.product).inserted {
            check.fail("lines[\(index)].product", "must be in no other line")
        }
    }
}

extension Orders {
    /// Correct under any crash: each step's outcome is recorded, and the steps are resumed from the first that is not.
    func place(_ command: PlaceOrder, _ steps: Steps) async throws -> Order {
        let buyer = try Self.caller()
        let pending = try await steps.transaction("pending") { tx in
            let order = Order(
                id: tx.newID(), account: buyer, lines: command.lines, totalCents: 0, status: .pending,
                createdAt: clock.now())
            try await order.insert(tx)
            return order
        }
        let lines: [OrderPlaced.Line]
        do {
            lines = try await reserve(pending, steps)
        } catch let refusal as Refusal {
            try await steps.conclude("rejected", refusing: refusal) { tx in try await reject(pending, refusal, tx) }
        }
        return try await steps.conclude("placed") { tx in try await confirm(pending, lines, tx) }
    }

    /// Reserves line by line, in the order of the products. What was reserved when one is refused, catalog releases.
    private func reserve(_ order: Order, _ steps: Steps) async throws -> [OrderPlaced.Line] {
        var reserved: [OrderPlaced.Line] = []
        for line in order.lines.sorted(by: { $0.product < $1.product }) {
            let reservation = try await steps.send(
                "reserve-\(line.product)",
                ReserveStock(order: order.id, product: line.product, quantity: line.quantity))
            reserved.append(.init(product: line.product, quantity: line.quantity, priceCents: reservation.priceCents))
        }
        return reserved
    }

    private func confirm(_ pending: Order, _ lines: [OrderPlaced.Line], _ tx: Transaction) async throws -> Order {
        var order = pending
        order.status = .placed
        order.totalCents = lines.reduce(0) { $0 + $1.quantity * $1.priceCents }
        _ = try await order.update(from: .pending, tx)
        try await tx.publish(
            OrderPlaced(
                id: order.id, account: order.account, lines: lines, totalCents: order.totalCents,
                createdAt: order.createdAt))
        return order
    }

    private func reject(_ pending: Order, _ refusal: Refusal, _ tx: Transaction) async throws {
        var order = pending
        order.status = .rejected
        _ = try await order.update(from: .pending, tx)
        try await tx.publish(
            OrderRejected(
                id: order.id, account: order.account, products: order.lines.map(\.product), reason: refusal.code))
    }
}
