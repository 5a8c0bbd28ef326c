import Tenfold

/// What the shop sells, and how much of it is left.
struct Catalog: Module {
    static func declare(_ module: inout Declaration<Catalog>) {
        module.schema = catalogSchema

        module.handle(AddProduct.self) { catalog, command, tx in try await catalog.add(command, tx) }
        module.handle(FindProduct.self) { catalog, query in try await catalog.find(query) }
        module.handle(ListProducts.self) { catalog, query in try await catalog.list(query) }
        module.handle(ReserveStock.self) { catalog, command, tx in try await catalog.reserve(command, tx) }
        module.handle(ReleaseStock.self) { catalog, command, tx in try await catalog.release(command, tx) }
        module.publishes(ProductAdded.self)

        // The products of one order live in different buckets: each is released by a command of its own.
        module.uses(ReleaseStock.self)
        module.subscribe(
            OrderRejected.self, prepare: { try await $0.release($1.products, of: $1.id) }, apply: { _, _, _, _ in })
        module.subscribe(
            OrderCancelled.self, prepare: { try await $0.release($1.products, of: $1.id) }, apply: { _, _, _, _ in })

        // Browsers ask again each time and mostly get a 304: so that the buyer sees his own change at once.
        module.route(.get, "/products/:id", FindProduct.self, access: .anyone, answer: .cached(maxAge: .zero))
        module.route(.get, "/products", ListProducts.self, access: .anyone)
        module.route(.post, "/products", AddProduct.self, access: .admin, answer: .created { "/products/\($0.id)" })
    }

    let database: Database
    let cache: Cache<ID<Product>, Product>
    let releaseStock: Sender<ReleaseStock>

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
        cache = environment.cache("product", expiresAfter: .seconds(300))
        releaseStock = try environment.sender()
    }
}
