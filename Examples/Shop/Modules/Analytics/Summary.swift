import Tenfold

/// Reads the totals since the beginning.
struct ReadSummary: Query {
    typealias Reply = Summary
    static let name = "analytics.ReadSummary"
}

/// Totals since the beginning. The revenue is that of the orders placed and not cancelled.
struct Summary: Codable, Sendable {
    var signups: Int
    var orders: Int
    var cancelled: Int
    var revenueCents: Int
}

extension Summary: RowDecodable {
    init(row: inout Row) throws {
        signups = try row.next()
        orders = try row.next()
        cancelled = try row.next()
        revenueCents = try row.next()
    }
}

extension Analytics {
    func summary() async throws -> Summary {
        let parts: [Summary] = try await database.readEverywhere { snapshot in
            try await snapshot.one(
                """
                SELECT COALESCE(SUM(signups), 0), COALESCE(SUM(orders), 0), COALESCE(SUM(cancelled), 0),
                    COALESCE(SUM(revenue_cents), 0)
                FROM total
                """)
        }
        return parts.reduce(into: Summary(signups: 0, orders: 0, cancelled: 0, revenueCents: 0)) { sum, part in
            sum.signups += part.signups
            sum.orders += part.orders
            sum.cancelled += part.cancelled
            sum.revenueCents += part.revenueCents
        }
    }
}
