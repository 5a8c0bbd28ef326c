import Tenfold

/// Puts a new product on sale.
struct AddProduct: Command, Validated {
    typealias Reply = Product
    static let name = "catalog.AddProduct"

    var name: String
    var priceCents: Int
    var stock: Int

    func validate(_ check: inout Checks<AddProduct>) {
        check(\.name, .notBlank, .length(1...200))
        check(\.priceCents, .within(0...100_000_000))
        check(\.stock, .within(0...1_000_000_000))
    }
}

/// A product can be bought from now on.
struct ProductAdded: Event {
    static let name = "catalog.ProductAdded"

    var id: ID<Product>
    var name: String
    var priceCents: Int
    var stock: Int

    var key: RoutingKey { RoutingKey(id) }
}

extension Catalog {
    func add(_ command: AddProduct, _ tx: Transaction) async throws -> Product {
        let product = Product(id: tx.newID(), name: command.name, priceCents: command.priceCents, stock: command.stock)
        try await tx.execute(
            """
            INSERT INTO product (id, name, price_cents, stock)
            VALUES (\(product.id), \(product.name), \(product.priceCents), \(product.stock))
            """)
        try await tx.publish(
            ProductAdded(id: product.id, name: product.name, priceCents: product.priceCents, stock: product.stock))
        return product
    }
}
