import FoundationEssentials
import Tenfold

/// Orders as the tables hold them.
extension Order {
    func insert(_ tx: Transaction) async throws {
        try await tx.execute(
            """
            INSERT INTO purchase (id, account, total_cents, status, created_at)
            VALUES (\(id), \(account), \(totalCents), \(status), \(createdAt))
            """)
        for (position, line) in lines.enumerated() {
            try await tx.execute(
                """
                INSERT INTO purchase_line (purchase, position, product, quantity)
                VALUES (\(id), \(position), \(line.product), \(line.quantity))
                """)
        }
    }

    /// Writes the total and the status if the status is still `earlier`; answers whether it was.
    func update(from earlier: Status, _ tx: Transaction) async throws -> Bool {
        let changed = try await tx.execute(
            """
            UPDATE purchase SET total_cents = \(totalCents), status = \(status)
            WHERE id = \(id) AND status = \(earlier)
            """)
        return changed == 1
    }

    static func find(_ id: ID<Order>, _ reading: some SQLReading) async throws -> Order? {
        try await find("WHERE id = \(id)", reading).first
    }

    /// At most `limit` orders of an account after the one given, the oldest first.
    static func list(
        of account: ID<Account>, after: ID<Order>?, limit: Int, _ reading: some SQLReading
    ) async throws -> [Order] {
        let start: SQL = if let after { "AND id > \(after)" } else { "" }
        return try await find("WHERE account = \(account) \(start) ORDER BY id LIMIT \(limit)", reading)
    }

    private static func find(_ condition: SQL, _ reading: some SQLReading) async throws -> [Order] {
        let orders: [OrderRow] = try await reading.all(
            "SELECT id, account, total_cents, status, created_at FROM purchase \(condition)")
        let lines: [OrderLineRow] = try await reading.all(
            """
            SELECT purchase, product, quantity FROM purchase_line
            WHERE purchase IN (\(list: orders.map(\.order.id))) ORDER BY purchase, position
            """)
        let linesByOrder = Dictionary(grouping: lines, by: \.order)
        return orders.map { row in
            var order = row.order
            order.lines = linesByOrder[order.id, default: []].map(\.line)
            return order
        }
    }
}

private struct OrderRow: RowDecodable {
    let order: Order

    init(row: inout Row) throws {
        order = Order(
            id: try row.next(), account: try row.next(), lines: [], totalCents: try row.next(), status: try row.next(),
            createdAt: try row.next())
    }
}

private struct OrderLineRow: RowDecodable {
    let order: ID<Order>
    let line: OrderLine

    init(row: inout Row) throws {
        order = try row.next()
        line = OrderLine(product: try row.next(), quantity: try row.next())
    }
}
