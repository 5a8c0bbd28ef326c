import Synchronization
import TenfoldTesting
import Testing

@Suite(.serialized, .tags(.faults)) struct StopTests {
    /// What became of the requests of one client.
    struct Outcomes: Sendable {
        var orders: Set<String> = []
        var accounts: Set<String> = []
        var unanswered: [String] = []
    }

    @Test(.timeLimit(.minutes(2)), arguments: DataLayout.allCases)
    func `a stop under load answers what was accepted, and exits with 0`(layout: DataLayout) async throws {
        let folder = try TestFolder()
        let data = folder.path + "/data"
        let app = try await AppProcess.start("shop", data: data, arguments: layout.arguments)
        let admin = try await Person.signUp(at: app.client, email: "admin@shop.test")
        let product = try await admin.client.post("/products", ["name": "Cup", "priceCents": 1, "stock": 100_000])
        let cup = try #require(product.json["id"].text)
        var buyers: [Person] = []
        for _ in 0..<4 { buyers.append(try await Person.signUp(at: app.client)) }

        let answered = Counter()
        let outcomes = try await withThrowingTaskGroup(of: (String, Outcomes).self) { group in
            for buyer in buyers {
                group.addTask { (buyer.id, await Self.useUntilStopped(buyer, cup, answered)) }
            }
            try await eventually("the load is on") { answered.value >= 30 }
            let exit = try await app.terminate()
            #expect(exit.code == 0, "\(exit.output)")
            #expect(!exit.isBySignal)
            return try await group.reduce(into: [String: Outcomes]()) { $0[$1.0] = $1.1 }
        }

        let again = try await AppProcess.start("shop", data: data, arguments: layout.arguments)
        for buyer in buyers {
            let outcome = try #require(outcomes[buyer.id])
            let orders = try await Self.allOrders(of: buyer.id, again.client.with(token: buyer.client.token))
            #expect(orders == outcome.orders, "an order was kept that was not answered, or the other way round")
            for account in outcome.accounts {
                #expect(
                    try await again.client.with(token: admin.client.token).get("/accounts/\(account)").status == 200)
            }
            for email in outcome.unanswered {
                // It had no effect: so the email is free.
                _ = try await Person.signUp(at: again.client, email: email)
            }
        }
        #expect(try await again.terminate().code == 0)
    }

    private static func useUntilStopped(_ buyer: Person, _ cup: String, _ answered: Counter) async
        -> Outcomes
    {
        var outcomes = Outcomes()
        for turn in 1... {
            let email = Person.newEmail()
            do {
                if turn.isMultiple(of: 5) {
                    let answer = try await buyer.client.with(token: nil)
                        .post("/accounts", ["email": .text(email), "name": "Ann", "password": .text(Person.password)])
                    if answer.status == 201 { outcomes.accounts.insert(answer.json["id"].text ?? "") }
                } else {
                    let answer = try await buyer.order([(cup, 1)])
                    if answer.status == 201 { outcomes.orders.insert(answer.json["id"].text ?? "") }
                }
                answered.increment()
            } catch {
                if turn.isMultiple(of: 5) { outcomes.unanswered.append(email) }
                return outcomes
            }
        }
        return outcomes
    }

    private static func allOrders(of account: String, _ client: APIClient) async throws -> Set<String> {
        var ids: Set<String> = []
        var next: String?
        repeat {
            let page = try await client.get("/orders?limit=100" + (next.map { "&after=\($0)" } ?? ""))
            ids.formUnion(page.json["items"].elements.compactMap { $0["id"].text })
            next = page.json["next"].text
        } while next != nil
        return ids
    }
}

/// A number that several tasks raise.
private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func increment() { count.add(1, ordering: .relaxed) }
}
