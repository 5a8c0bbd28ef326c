import Tenfold

/// Finds a product with its present stock.
struct FindProduct: Query {
    typealias Reply = Product
    static let name = "catalog.FindProduct"

    var id: ID<Product>
}

extension Catalog {
    func find(_ query: FindProduct) async throws -> Product {
        try await cache.value(for: query.id) { id in
            let product: Product? = try await database.read(id) { snapshot in
                try await snapshot.first("SELECT id, name, price_cents, stock FROM product WHERE id = \(id)")
            }
            guard let product else { throw Refusal.notFound("catalog.not-found", "There is no such product.") }
            return product
        }
    }
}
