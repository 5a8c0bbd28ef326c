import ShopModules
import Tenfold
import TenfoldTesting
import Testing

/// Shop in one process whose modules reach each other over a wire that loses, doubles and delays.
@Suite(.serialized, .tags(.faults)) struct WireFaultTests {
    @Test(.timeLimit(.minutes(5))) func `a wire that loses and doubles calls shows to nobody`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var faults = WireFaults(seed: seed)
        faults.delayed = 0.04
        faults.dropBefore = 0.04
        faults.dropAfter = 0.04
        faults.duplicate = 0.04
        faults.reset = 0.04
        faults.refuse = 0.04
        let app = try await TestApp.start(Shop.self, topology: .overTheWire, faults: faults)
        let admin = try await signUp(at: app.client, email: "admin@shop.test")
        let buyers = try await (0..<3).asyncMap { _ in try await signUp(at: app.client, email: Person.newEmail()) }
        let made = try await answer {
            try await admin.client.post(
                "/products", ["name": "Pot", "priceCents": 100, "stock": 10_000], key: "pot")
        }
        let product = try #require(made.json["id"].text, "\(made), seed \(seed)")

        let turns = Soak.amount(25, soak: 500)
        let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
            for buyer in buyers {
                group.addTask {
                    try await (0..<turns).asyncMap { turn in
                        try await answer { try await buyer.order([(product, 1)], key: "turn-\(turn)") }.status
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(statuses == Array(repeating: 201, count: buyers.count * turns), "seed \(seed)")
        let expected = 10_000 - buyers.count * turns
        try await eventually("the stock adds up") {
            try await admin.client.get("/products/\(product)").json["stock"].integer == expected
        }
        let totals: JSON = [
            "signups": .integer(buyers.count + 1), "orders": .integer(statuses.count), "cancelled": 0,
            "revenueCents": .integer(100 * statuses.count),
        ]
        try await eventually("the numbers add up, seed \(seed)") {
            try await admin.client.get("/analytics/summary").json == totals
        }
        let counts = app.wireFaults
        #expect(counts.droppedBefore > 0 && counts.droppedAfter > 0, "\(counts), seed \(seed)")
        #expect(
            counts.duplicated > 0 && counts.refused > 0 && counts.delayed > 0 && counts.reset > 0,
            "\(counts), seed \(seed)")
        await app.stop()
    }

    /// A call that was lost three times in a row is a 503: then its sender asks again, under its key.
    private func answer(_ send: () async throws -> APIResponse) async throws -> APIResponse {
        var answer: APIResponse?
        try await eventually("there is an answer") {
            answer = try await send()
            return answer.map { $0.status < 500 } ?? false
        }
        return try #require(answer)
    }

    private func signUp(at anyone: APIClient, email: String) async throws -> Person {
        let (email, password) = (JSON.text(email), JSON.text(Person.password))
        let account = try await answer {
            try await anyone.post(
                "/accounts", ["email": email, "name": "Ann", "password": password], key: email.text)
        }
        let session = try await answer { try await anyone.post("/sessions", ["email": email, "password": password]) }
        let token: String = try #require(session.json["token"].text, "\(session)")
        return Person(
            id: try #require(account.json["id"].text, "\(account)"), email: email.text ?? "",
            client: anyone.with(token: token))
    }
}

extension Sequence {
    /// One after another.
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
