import Tenfold

/// What was set aside of a product for an order, at the price of that moment.
struct Reservation: Codable, Sendable {
    enum Status: String, Codable, CaseIterable, SQLColumn {
        case held, released
    }

    var quantity: Int
    var priceCents: Int
    var status: Status
}

extension Reservation: RowDecodable {
    init(row: inout Row) throws {
        quantity = try row.next()
        priceCents = try row.next()
        status = try row.next()
    }

    /// The reservation of an order, where there is one.
    static func find(_ product: ID<Product>, for order: ID<Order>, _ tx: Transaction) async throws -> Reservation? {
        try await tx.first(
            """
            SELECT quantity, price_cents, status FROM reservation
            WHERE product = \(product) AND buyer_order = \(order)
            """)
    }

    /// Writes the reservation of an order; the primary key refuses a second one.
    func insert(_ product: ID<Product>, for order: ID<Order>, _ tx: Transaction) async throws {
        try await tx.execute(
            """
            INSERT INTO reservation (product, buyer_order, quantity, price_cents, status)
            VALUES (\(product), \(order), \(quantity), \(priceCents), \(status))
            """)
    }
}
