import Synchronization
import TenfoldTesting
import Testing

/// Several clients that sign up and order, each request under a key of its own until it is answered.
struct ShopLoad: Sendable {
    static let plentifulStock = 100_000
    static let scarceStock = 5

    let shop: RestartedShop
    let ledger = Ledger()
    let admin: Person
    let buyers: [Person]
    let plentiful: [String]
    let scarce: String
    private let isEnding = Flag()
    private let isResting = Flag()

    /// Makes the people and the products on a shop that runs.
    static func prepare(_ shop: RestartedShop, clients: Int) async throws -> ShopLoad {
        let admin = try await person(shop, email: "admin@shop.test")
        var buyers: [Person] = []
        for _ in 0..<clients { buyers.append(try await person(shop, email: Person.newEmail())) }
        func product(stock: Int) async throws -> String {
            let answer = try await shop.answer { client in
                try await client.with(token: admin.client.token)
                    .post("/products", ["name": "Teapot", "priceCents": 250, "stock": .integer(stock)])
            }
            return try #require(answer.json["id"].text, "\(answer)")
        }
        return ShopLoad(
            shop: shop, admin: admin, buyers: buyers,
            plentiful: [try await product(stock: plentifulStock), try await product(stock: plentifulStock)],
            scarce: try await product(stock: scarceStock))
    }

    private static func person(_ shop: RestartedShop, email: String) async throws -> Person {
        var found: Person?
        _ = try await shop.answer { client in
            found = try await Person.signUp(at: client, email: email)
            return APIResponse(status: 201, fields: [], body: [])
        }
        return try #require(found)
    }

    /// Everybody who has an account: the prepared ones too.
    var accountCount: Int { ledger.entries.accounts.count + buyers.count + 1 }

    /// Runs the clients until `end` is called; then settles what was cut off.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, buyer) in buyers.enumerated() {
                group.addTask { try await self.run(buyer, number) }
            }
            try await group.waitForAll()
        }
    }

    func end() { isEnding.raise() }

    /// Has the clients ask nothing more until `goOn`, behind what they are asking.
    func rest() { isResting.raise() }

    func goOn() { isResting.lower() }

    private func run(_ buyer: Person, _ number: Int) async throws {
        var turn = 0
        var unsettled: [Request] = []
        while !isEnding.isRaised {
            if isResting.isRaised { try await waitOutRest() }
            turn += 1
            let key = "client-\(number)-turn-\(turn)"
            let request = turn.isMultiple(of: 4) ? signUp(key) : order(buyer, turn, key)
            guard let answer = try await shop.attempt(request.send) else {
                unsettled.append(request)
                continue
            }
            note(answer, of: request)
        }
        for request in unsettled { note(try await shop.answer(request.send), of: request) }
    }

    private func waitOutRest() async throws {
        try await eventually("the load goes on", within: .seconds(180)) { !isResting.isRaised || isEnding.isRaised }
    }

    /// A request under its key: sent again, it is the same request.
    private struct Request: Sendable {
        let path: String
        let body: JSON
        let key: String
        let token: String?

        func send(_ client: APIClient) async throws -> APIResponse {
            try await client.with(token: token).post(path, body, key: key)
        }
    }

    private func signUp(_ key: String) -> Request {
        let body: JSON = ["email": .text(Person.newEmail()), "name": "Ann", "password": .text(Person.password)]
        return Request(path: "/accounts", body: body, key: key, token: nil)
    }

    private func order(_ buyer: Person, _ turn: Int, _ key: String) -> Request {
        var lines = [(plentiful[turn % plentiful.count], 1 + turn % 3)]
        if turn.isMultiple(of: 3) { lines.append((scarce, 1)) }
        return Request(path: "/orders", body: Person.orderBody(lines), key: key, token: buyer.client.token)
    }

    private func note(_ answer: APIResponse, of request: Request) {
        switch (request.path, answer.status) {
        case ("/accounts", 201): ledger.noteAccount(answer.json)
        case ("/orders", 201): ledger.noteOrder(answer.json)
        case ("/orders", 409): ledger.noteRejection()
        default: Issue.record("\(request.path) was answered by \(answer)")
        }
    }
}

/// Something that one task raises and others see.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }

    func lower() { state.store(false, ordering: .releasing) }
}
