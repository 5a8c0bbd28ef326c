import Foundation
import Hummingbird

struct Product: ResponseCodable {
    var id: String
    var name: String
    var priceCents: Int
    var stock: Int
}

/// `hummingbird-peer PORT PRODUCTS-FILE`: Hummingbird with its defaults, in the way its documentation shows.
@main enum Main {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let port = Int(arguments[1]) else { throw UsageError.needsPortAndFile }
        let products = try readProducts(arguments[2])

        let router = Router()
        router.get("plaintext") { _, _ -> String in "Hello, World!" }
        router.get("products/:id") { _, context -> Product in
            guard let product = products[try context.parameters.require("id")] else { throw HTTPError(.notFound) }
            return product
        }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        try await app.runService()
    }

    private static func readProducts(_ file: String) throws -> [String: Product] {
        let list = try JSONDecoder().decode([Product].self, from: Data(contentsOf: URL(filePath: file)))
        return Dictionary(uniqueKeysWithValues: list.map { ($0.id, $0) })
    }
}

enum UsageError: Error { case needsPortAndFile }
