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

    /// Runs the clients until `end` is called.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, buyer) in buyers.enumerated() {
                group.addTask { try await self.run(buyer, number) }
            }
            try await group.waitForAll()
        }
    }

    func end() { isEnding.raise() }

    private func run(_ buyer: Person, _ number: Int) async throws {
        var turn = 0
        while !isEnding.isRaised {
            turn += 1
            if turn.isMultiple(of: 4) {
                try await signUp(key: "sign-up-\(number)-\(turn)")
            } else {
                try await order(buyer, turn, key: "order-\(number)-\(turn)")
            }
        }
    }

    private func signUp(key: String) async throws {
        let body: JSON = [
            "email": .text(Person.newEmail()), "name": "Ann", "password": .text(Person.password),
        ]
        let answer = try await shop.answer { try await $0.post("/accounts", body, key: key) }
        #expect(answer.status == 201, "\(answer)")
        ledger.noteAccount(answer.json)
    }

    private func order(_ buyer: Person, _ turn: Int, key: String) async throws {
        var lines = [(plentiful[turn % plentiful.count], 1 + turn % 3)]
        if turn.isMultiple(of: 3) { lines.append((scarce, 1)) }
        let body = Person.orderBody(lines)
        let answer = try await shop.answer {
            try await $0.with(token: buyer.client.token).post("/orders", body, key: key)
        }
        switch answer.status {
        case 201: ledger.noteOrder(answer.json)
        case 409: ledger.noteRejection()
        default: Issue.record("an order was answered by \(answer)")
        }
    }
}

/// Something to raise once.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }
}
