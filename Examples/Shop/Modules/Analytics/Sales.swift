import Tenfold

/// Reads which products sold best.
struct ReadSales: Query, Validated {
    typealias Reply = [ProductSales]
    static let name = "analytics.ReadSales"

    var limit: Int?

    func validate(_ check: inout Checks<ReadSales>) {
        check(\.limit, .within(1...100))
    }
}

/// What was sold of a product in all orders placed.
struct ProductSales: Codable, Sendable {
    var product: ID<Product>
    var name: String?
    var quantity: Int
    var revenueCents: Int
}

extension ProductSales: RowDecodable {
    init(row: inout Row) throws {
        product = try row.next()
        quantity = try row.next()
        revenueCents = try row.next()
    }
}

extension Analytics {
    func sales(_ query: ReadSales) async throws -> [ProductSales] {
        // A product's sales are counted in its buyers' buckets, all over the shards: add them up before cutting off.
        let parts: [[ProductSales]] = try await database.readEverywhere { snapshot in
            try await snapshot.all(
                "SELECT product, SUM(quantity), SUM(revenue_cents) FROM product_sale GROUP BY product")
        }
        var sales: [ID<Product>: ProductSales] = [:]
        for part in parts.joined() {
            sales[part.product, default: ProductSales(product: part.product, quantity: 0, revenueCents: 0)].add(part)
        }
        var best = Array(sales.values.sorted { $0.revenueCents > $1.revenueCents }.prefix(query.limit ?? 20))
        for index in best.indices { best[index].name = try await name(of: best[index].product) }
        return best
    }

    private func name(of product: ID<Product>) async throws -> String? {
        try await database.read(product) { snapshot in
            try await snapshot.first("SELECT name FROM product_name WHERE product = \(product)")
        }
    }
}

extension ProductSales {
    fileprivate mutating func add(_ other: ProductSales) {
        quantity += other.quantity
        revenueCents += other.revenueCents
    }
}
