import TenfoldTesting
import Testing

/// Shop as a process of its own, its administrator, and two who know nothing of each other.
struct RunningShop: Sendable {
    let app: AppProcess
    let admin: Person
    let buyer: Person
    let stranger: Person
    private let folder: TestFolder

    /// Anyone, not signed in.
    var anyone: APIClient { app.client }

    static func start(_ stage: Stage, arguments: [String] = []) async throws -> RunningShop {
        let folder = try TestFolder()
        let app = try await AppProcess.start(
            "shop", data: folder.path + "/data", topology: stage.topology,
            arguments: stage.arguments + arguments)
        return RunningShop(
            app: app, admin: try await Person.signUp(at: app.client, email: "admin@shop.test"),
            buyer: try await Person.signUp(at: app.client), stranger: try await Person.signUp(at: app.client),
            folder: folder)
    }

    /// The shop that the suite has started for a stage.
    static func on(_ stage: Stage) throws -> RunningShop {
        try #require(SharedShops.current[stage], "the test is not in a suite with the trait `.shops`")
    }

    func addProduct(stock: Int, priceCents: Int = 250) async throws -> String {
        let answer = try await admin.client.post(
            "/products", ["name": "Teapot", "priceCents": .integer(priceCents), "stock": .integer(stock)])
        return try #require(answer.json["id"].text, "\(answer)")
    }

    /// The stock as somebody sees it: at once what he changed himself, within a second what others did.
    func stock(of product: String, seenBy person: Person? = nil) async throws -> Int {
        let answer = try await (person ?? buyer).client.get("/products/\(product)")
        return try #require(answer.json["stock"].integer, "\(answer)")
    }
}

/// Starts a shop for each stage around a suite, and stops them after it.
struct SharedShops: SuiteTrait, TestScoping {
    @TaskLocal static var current: [Stage: RunningShop] = [:]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        var shops: [Stage: RunningShop] = [:]
        for stage in Stage.allCases { shops[stage] = try await RunningShop.start(stage) }
        try await Self.$current.withValue(shops) { try await function() }
        for shop in shops.values { _ = try await shop.app.terminate() }
    }
}

extension Trait where Self == SharedShops {
    /// A running shop for each stage, shared by the suite's tests.
    static var shops: SharedShops { SharedShops() }
}
