import TenfoldTesting
import Testing

extension ShopSuite {
    @Suite struct IdempotencyKeys {
        @Test(arguments: Stage.allCases) func `the same key and body get the first reply`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 5)
            let first = try await shop.buyer.order([(product, 2)], key: "same-\(product)")
            let again = try await shop.buyer.order([(product, 2)], key: "same-\(product)")
            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.json == first.json)
            #expect(try await shop.stock(of: product) == 3)
        }

        @Test(arguments: Stage.allCases) func `duplicates at the same time are one order`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 5)
            let ids = try await withThrowingTaskGroup(of: JSON.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await shop.buyer.order([(product, 1)], key: "at-once-\(product)").json["id"] }
                }
                return try await group.reduce(into: Set<JSON>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(ids.first?.text != nil)
            #expect(try await shop.stock(of: product) == 4)
        }

        @Test(arguments: Stage.allCases) func `another body under the same key is refused`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 5)
            #expect(try await shop.buyer.order([(product, 1)], key: "body-\(product)").status == 201)
            expectProblem(try await shop.buyer.order([(product, 2)], key: "body-\(product)"), 422)
            #expect(try await shop.stock(of: product) == 4)
        }

        @Test(arguments: Stage.allCases) func `another caller's key is another key`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 5)
            let mine = try await shop.buyer.order([(product, 1)], key: "caller-\(product)")
            let yours = try await shop.stranger.order([(product, 1)], key: "caller-\(product)")
            #expect(mine.status == 201)
            #expect(yours.status == 201)
            #expect(mine.json["id"] != yours.json["id"])
            #expect(try await shop.stock(of: product) == 3)
        }

        @Test(arguments: Stage.allCases) func `a refusal is the reply of its key for good`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 1)
            let taken = try await shop.stranger.order([(product, 1)])
            let refused = try await shop.buyer.order([(product, 1)], key: "refusal-\(product)")
            expectProblem(refused, 409)

            _ = try await shop.stranger.client.post("/orders/\(taken.json["id"].text ?? "")/cancel")
            try await eventually("the stock is released") { try await shop.stock(of: product) == 1 }
            let again = try await shop.buyer.order([(product, 1)], key: "refusal-\(product)")
            expectProblem(again, 409)
            #expect(again.json["detail"] == refused.json["detail"])
            #expect(try await shop.buyer.order([(product, 1)]).status == 201)
        }

        @Test(arguments: Stage.allCases) func `a repeated sign-up under its key is the same account`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let email = Person.newEmail()
            let body: JSON = ["email": .text(email), "name": "Ann", "password": .text(Person.password)]
            let first = try await shop.anyone.post("/accounts", body, key: email)
            let again = try await shop.anyone.post("/accounts", body, key: email)
            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.json == first.json)
        }

        @Test(arguments: Stage.allCases) func `a key that is no key is refused`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 1)
            expectProblem(try await shop.buyer.order([(product, 1)], key: String(repeating: "k", count: 256)), 400)
        }
    }
}
