import Tenfold

/// Lists all products by their ids, which is the order in which they were added.
struct ListProducts: Query, Validated {
    typealias Reply = Page<Product>
    static let name = "catalog.ListProducts"

    var after: ID<Product>?
    var limit: Int?

    func validate(_ check: inout Checks<ListProducts>) {
        check(\.limit, .within(1...100))
    }
}

extension Catalog {
    func list(_ query: ListProducts) async throws -> Page<Product> {
        let limit = query.limit ?? 20
        let start: SQL = if let after = query.after { "WHERE id > \(after)" } else { "" }
        let products: [Product] = try await database.readEverywhere(orderedBy: \.id, limit: limit + 1) { snapshot in
            try await snapshot.all(
                "SELECT id, name, price_cents, stock FROM product \(start) ORDER BY id LIMIT \(limit + 1)")
        }
        return Page(products, limit: limit, id: \.id)
    }
}
