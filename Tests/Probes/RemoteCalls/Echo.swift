import Tenfold

/// Answers with what it is asked, and one more of it: as little work as a handler can do.
struct Echo: Module {
    static let name = "echo"

    static func declare(_ module: inout Declaration<Echo>) {
        module.handle(Find.self) { _, query in Find.Found(query) }
    }

    init(_ environment: ModuleEnvironment) throws {}
}

/// About 200 bytes of JSON, and its reply as much.
struct Find: Query {
    static let name = "echo.Find"

    var id: String
    var name: String
    var quantity: Int
    var priceCents: Int
    var isActive: Bool
    var tags: [String]

    typealias Reply = Found

    struct Found: Codable, Sendable {
        var id: String
        var name: String
        var quantity: Int
        var priceCents: Int
        var isActive: Bool
        var tags: [String]

        init(_ asked: Find) {
            (id, name, quantity) = (asked.id, asked.name, asked.quantity + 1)
            (priceCents, isActive, tags) = (asked.priceCents, asked.isActive, asked.tags)
        }
    }

    static let sample = Find(
        id: "0190a3f0-7c1e-7a44-9f0e-3c5d2b1a0f9e",
        name: "A spade with a handle of ash, long enough for a tall gardener",
        quantity: 12, priceCents: 12_900, isActive: true, tags: ["garden", "tools", "steel", "autumn"])
}
