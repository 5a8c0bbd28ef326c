import TenfoldTesting
import Testing

extension ShopSuite {
    @Suite struct Orders {
        @Test(arguments: Stage.allCases) func `an order takes its lines from the stock`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let cup = try await shop.addProduct(stock: 10, priceCents: 300)
            let pot = try await shop.addProduct(stock: 5, priceCents: 1999)
            let answer = try await shop.buyer.order([(pot, 1), (cup, 4)])
            #expect(answer.status == 201, "\(answer)")
            let id = try #require(answer.json["id"].text)
            #expect(answer["Location"] == "/orders/\(id)")
            #expect(answer.json.names == ["id", "account", "lines", "totalCents", "status", "createdAt"])
            #expect(answer.json["account"].text == shop.buyer.id)
            #expect(answer.json["lines"] == Person.orderBody([(pot, 1), (cup, 4)])["lines"])
            #expect(answer.json["totalCents"] == 3199)
            #expect(answer.json["status"] == "placed")
            #expect(isRecentTime(answer.json["createdAt"]))
            #expect(try await shop.stock(of: cup) == 6)
            #expect(try await shop.stock(of: pot) == 4)
        }

        @Test(arguments: Stage.allCases)
        func `an order is shown to its owner and to an administrator, and to nobody else`(
            stage: Stage
        ) async throws {
            let shop = try RunningShop.on(stage)
            let order = try await shop.buyer.order([(try await shop.addProduct(stock: 1), 1)])
            let path = "/orders/\(order.json["id"].text ?? "")"
            for reader in [shop.buyer, shop.admin] {
                let found = try await reader.client.get(path)
                #expect(found.status == 200)
                #expect(found.json == order.json)
            }
            expectProblem(try await shop.stranger.client.get(path), 404)
            expectProblem(try await shop.anyone.get(path), 401)
        }

        @Test(arguments: Stage.allCases) func `the list holds the caller's own orders, page by page`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 10)
            let person = try await Person.signUp(at: shop.anyone)
            var placed: [String?] = []
            for _ in 0..<3 { placed.append(try await person.order([(product, 1)]).json["id"].text) }
            let first = try await person.client.get("/orders?limit=2")
            #expect(first.json["items"].elements.map(\.["id"].text) == Array(placed.prefix(2)))
            let next = try #require(first.json["next"].text)
            let second = try await person.client.get("/orders?limit=2&after=\(next)")
            #expect(second.json["items"].elements.map(\.["id"].text) == Array(placed.suffix(1)))
            #expect(second.json["next"] == .null)
            #expect(second.json.names.contains("next"))
            expectProblem(try await shop.anyone.get("/orders"), 401)
        }

        @Test(arguments: Stage.allCases)
        func `what is out of stock cannot be ordered, and what was reserved comes back`(
            stage: Stage
        ) async throws {
            let shop = try RunningShop.on(stage)
            let plenty = try await shop.addProduct(stock: 10)
            let scarce = try await shop.addProduct(stock: 1)
            let person = try await Person.signUp(at: shop.anyone)
            expectProblem(try await person.order([(plenty, 3), (scarce, 2)]), 409)
            try await eventually("the stock is released") { try await shop.stock(of: plenty) == 10 }
            #expect(try await shop.stock(of: scarce) == 1)
            let orders = try await person.client.get("/orders")
            #expect(orders.json["items"].elements.map(\.["status"]) == ["rejected"])
        }

        @Test(arguments: Stage.allCases) func `never more is sold than there is`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 5)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for buyer in [shop.buyer, shop.stranger] {
                    for _ in 0..<6 { group.addTask { try await buyer.order([(product, 1)]).status } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == Array(repeating: 201, count: 5) + Array(repeating: 409, count: 7))
            try await eventually("both see it", within: .seconds(1)) { try await shop.stock(of: product) == 0 }
        }

        @Test(arguments: Stage.allCases) func `every wrong field of an order is told at once`(stage: Stage) async throws
        {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 1)
            expectFieldErrors(
                try await shop.buyer.order([(product, 0), (product, 1001)]),
                ["lines[0].quantity", "lines[1].quantity", "lines[1].product"])
            expectFieldErrors(try await shop.buyer.order([]), ["lines"])
            expectFieldErrors(try await shop.buyer.client.post("/orders", ["lines": "many"]), ["lines"])
            #expect(try await shop.stock(of: product) == 1)
        }

        @Test(arguments: Stage.allCases) func `nobody orders for another account`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 1)
            expectProblem(try await shop.anyone.post("/orders", Person.orderBody([(product, 1)])), 401)
            let body: JSON = [
                "account": .text(shop.stranger.id), "lines": [["product": .text(product), "quantity": 1]],
            ]
            let answer = try await shop.buyer.client.post("/orders", body)
            #expect(answer.json["account"].text != shop.stranger.id)
        }

        @Test(arguments: Stage.allCases) func `a cancelled order gives its stock back, once`(stage: Stage) async throws
        {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 3)
            let order = try await shop.buyer.order([(product, 2)])
            let path = "/orders/\(order.json["id"].text ?? "")/cancel"
            expectProblem(try await shop.stranger.client.post(path), 404)
            expectProblem(try await shop.anyone.post(path), 401)
            let cancelled = try await shop.buyer.client.post(path)
            #expect(cancelled.status == 200, "\(cancelled)")
            #expect(cancelled.json["status"] == "cancelled")
            #expect(cancelled.json["id"] == order.json["id"])
            expectProblem(try await shop.buyer.client.post(path), 409)
            try await eventually("the stock is released") { try await shop.stock(of: product) == 3 }
        }
    }
}
