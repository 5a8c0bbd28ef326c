import Foundation
import TenfoldTesting
import Testing

/// What a process leaves half done when it is killed, another of its service ends.
@Suite(.serialized, .tags(.faults)) struct TakeoverTests {
    @Test(.timeLimit(.minutes(Soak.amount(3, soak: 15))), arguments: 1...Soak.amount(1, soak: 5))
    func `an order whose replica dies between two steps is ended by the other replica`(round: Int) async throws {
        let stage = try await UnattendedStage.start()
        let admin = try await Person.signUp(at: stage.client, email: "admin@shop.test")
        let buyer = try await Person.signUp(at: stage.client)
        let made = try await admin.client.post("/products", ["name": "Pot", "priceCents": 100, "stock": 1_000])
        let product = try #require(made.json["id"].text, "\(made)")

        // Every order waits in the middle of its steps: the catalog holds its reservation back.
        stage.catalog.sendSignal(SIGSTOP)
        let keys = (0..<8).map { "order-\($0)" }
        async let answers = withThrowingTaskGroup(of: APIResponse.self) { group in
            for key in keys { group.addTask { try await untilAnswered(buyer, product, key) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for replica in 0...1 {
            try await eventually("replica \(replica) is at work", within: .seconds(20)) {
                try await stage.ordersMetric("tenfold_runs_running", replica: replica) >= 1
            }
        }
        try await eventually("all orders are begun") {
            let orders = try await buyer.client.get("/orders?limit=100").json["items"].elements
            return orders.count == keys.count && orders.allSatisfy { $0["status"] == "pending" }
        }
        stage.orders[0].sendSignal(SIGKILL)
        _ = try await stage.orders[0].waitForExit()
        stage.catalog.sendSignal(SIGCONT)

        let statuses = try await answers.map(\.status)
        #expect(statuses == Array(repeating: 201, count: keys.count))
        let orders = try await buyer.client.get("/orders?limit=100").json["items"].elements
        #expect(orders.count == keys.count && orders.allSatisfy { $0["status"] == "placed" }, "\(orders)")
        try await eventually("each was reserved once") {
            try await admin.client.get("/products/\(product)").json["stock"].integer == 1_000 - keys.count
        }
        #expect(try await stage.ordersMetric("tenfold_runs_recovered_total", replica: 1) > 0)
        try await stage.stop()
    }

    /// As a client does that was cut off: under the same key.
    private func untilAnswered(_ buyer: Person, _ product: String, _ key: String) async throws -> APIResponse {
        var answer: APIResponse?
        try await eventually("\(key) is answered", within: .seconds(90)) {
            let response = try await buyer.order([(product, 1)], key: key)
            guard response.status < 500 else { return false }
            answer = response
            return true
        }
        return try #require(answer)
    }
}
