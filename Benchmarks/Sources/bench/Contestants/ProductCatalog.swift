import Foundation

/// The products that every contestant answers with: made through Shop's own API, then handed to the peers as a file.
struct ProductCatalog {
    struct Product: Codable {
        var id: String
        var name: String
        var priceCents: Int
        var stock: Int
    }

    static let count = 1000
    /// So long that the JSON of a product is about 200 bytes.
    static let nameLength = 107

    let products: [Product]
    /// Of the administrator who made them.
    let token: String

    var paths: [String] { products.map { "/products/\($0.id)" } }

    /// Makes the products in a running shop, and reads each once, so that its cache is warm.
    static func make(in shop: RunningContestant) throws -> ProductCatalog {
        let connection = try HTTPConnection(port: shop.port)
        let token = try adminToken(connection)
        var products: [Product] = []
        for number in 0..<count {
            let body = #"{"name":"\#(name(number))","priceCents":\#(1000 + number * 7),"stock":\#(1_000_000 + number)}"#
            let answer = try connection.ask(
                "POST", "/products",
                fields: ["Content-Type": "application/json", "Authorization": "Bearer \(token)"], body: body)
            guard answer.status == 201 else { throw Failure("a product was not made: \(answer.status) \(answer.body)") }
            products.append(try JSONDecoder().decode(Product.self, from: Data(answer.body.utf8)))
        }
        let catalog = ProductCatalog(products: products, token: token)
        try catalog.warm(shop)
        return catalog
    }

    func warm(_ shop: RunningContestant) throws {
        let connection = try HTTPConnection(port: shop.port)
        for path in paths {
            guard try connection.ask("GET", path).status == 200 else { throw Failure("\(path) is not there") }
        }
    }

    /// The bytes of one answer's body.
    static func bodyBytes(of contestant: RunningContestant, path: String) throws -> Int {
        try HTTPConnection(port: contestant.port).ask("GET", path).body.utf8.count
    }

    /// Writes the file that the peers read.
    func file() throws -> String {
        let path = try Workspace.shared.newFile("products")
        try JSONEncoder().encode(products).write(to: URL(filePath: path))
        return path
    }

    /// For runs that need no products: one that nobody asks for.
    static func emptyFile() throws -> String { try ProductCatalog(products: [], token: "").file() }

    private static func name(_ number: Int) -> String {
        let start = "Product \(number), "
        let words =
            "made for measuring how fast it can be told to those who ask, and for nothing else at all, ever, by us "
        return String((start + words + words).prefix(nameLength))
    }

    private static func adminToken(_ connection: HTTPConnection) throws -> String {
        let fields = ["Content-Type": "application/json"]
        let credentials = #""email":"admin@shop.test","password":"correct horse battery""#
        let account = try connection.ask(
            "POST", "/accounts", fields: fields, body: #"{\#(credentials),"name":"Ann"}"#)
        guard account.status == 201 else { throw Failure("the administrator could not sign up: \(account.body)") }
        let session = try connection.ask("POST", "/sessions", fields: fields, body: "{\(credentials)}")
        struct Session: Decodable { var token: String }
        return try JSONDecoder().decode(Session.self, from: Data(session.body.utf8)).token
    }
}
