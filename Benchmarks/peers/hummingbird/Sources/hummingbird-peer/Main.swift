import Foundation
import Hummingbird
import Logging

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
        guard arguments.count == 3, let port = Int(arguments[1]) else { throw ExitStatus.usage }
        let products = try products(in: arguments[2])

        let router = Router()
        router.get("plaintext") { _, _ in "Hello, World!" }
        router.get("products/:id") { _, context in
            guard let product = products[try context.parameters.require("id")] else { throw HTTPError(.notFound) }
            return product
        }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "hummingbird-peer"))
        try await app.runService()
    }

    private static func products(in file: String) throws -> [String: Product] {
        let list = try JSONDecoder().decode([Product].self, from: Data(contentsOf: URL(filePath: file)))
        return Dictionary(uniqueKeysWithValues: list.map { ($0.id, $0) })
    }
}

enum ExitStatus: Error { case usage }
