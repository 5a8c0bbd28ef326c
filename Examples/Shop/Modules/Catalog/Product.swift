import Tenfold

/// Something the shop sells.
struct Product: Codable, Sendable {
    var id: ID<Product>
    var name: String
    var priceCents: Int
    var stock: Int
}

extension Product: RowDecodable {
    init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        priceCents = try row.next()
        stock = try row.next()
    }
}
