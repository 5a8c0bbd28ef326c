import TenfoldTesting
import Testing

extension ShopSuite {
    @Suite struct Products {
        @Test(arguments: Stage.allCases) func `an administrator adds a product that anyone can see`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let added = try await shop.admin.client.post("/products", ["name": "Cup", "priceCents": 799, "stock": 3])
            #expect(added.status == 201, "\(added)")
            let id = try #require(added.json["id"].text)
            #expect(added["Location"] == "/products/\(id)")
            #expect(added.json == ["id": .text(id), "name": "Cup", "priceCents": 799, "stock": 3])
            let found = try await shop.anyone.get("/products/\(id)")
            #expect(found.status == 200)
            #expect(found.json == added.json)
        }

        @Test(arguments: Stage.allCases) func `only an administrator adds products`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let body: JSON = ["name": "Cup", "priceCents": 799, "stock": 3]
            let nobody = try await shop.anyone.post("/products", body)
            expectProblem(nobody, 401)
            #expect(nobody["WWW-Authenticate"] != nil)
            expectProblem(try await shop.buyer.client.post("/products", body), 403)
        }

        @Test(arguments: Stage.allCases) func `every wrong field of a product is told at once`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let answer = try await shop.admin.client.post("/products", ["name": "", "priceCents": -1, "stock": "many"])
            expectFieldErrors(answer, ["name", "priceCents", "stock"])
        }

        @Test(arguments: Stage.allCases) func `the pages of the list hold every product once, in order`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            var added: Set<String> = []
            for _ in 0..<5 { added.insert(try await shop.addProduct(stock: 1)) }
            var listed: [String] = []
            var next: String?
            repeat {
                let page = try await shop.anyone.get("/products?limit=2" + (next.map { "&after=\($0)" } ?? ""))
                #expect(page.status == 200, "\(page)")
                #expect(page.json.names == ["items", "next"])
                #expect(page.json["items"].elements.count <= 2)
                listed += page.json["items"].elements.compactMap { $0["id"].text }
                next = page.json["next"].text
            } while next != nil
            #expect(listed == listed.sorted())
            #expect(Set(listed).count == listed.count)
            #expect(added.isSubset(of: listed))
        }

        @Test(arguments: Stage.allCases, ["limit=0", "limit=101", "limit=many"])
        func `a limit out of bounds is refused`(stage: Stage, query: String) async throws {
            let shop = try RunningShop.on(stage)
            expectFieldErrors(try await shop.anyone.get("/products?\(query)"), ["limit"])
        }

        @Test(arguments: Stage.allCases) func `a product that is not there is not found`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            expectProblem(try await shop.anyone.get("/products/019a0000-0000-7000-8000-000000000000"), 404)
            expectProblem(try await shop.anyone.get("/products/teapot"), 404)
        }

        @Test(arguments: Stage.allCases) func `a product that has not changed is not sent again`(stage: Stage)
            async throws
        {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 4)
            let first = try await shop.anyone.get("/products/\(product)")
            let tag = try #require(first["ETag"])
            #expect(first["Cache-Control"] != nil)
            let second = try await shop.anyone.get("/products/\(product)", fields: ["If-None-Match": tag])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
            #expect(second["ETag"] == tag)
        }

        @Test(arguments: Stage.allCases) func `the buyer sees at once what he has bought`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let product = try await shop.addProduct(stock: 9)
            for left in [7, 5, 3, 1] {
                let before = try await shop.anyone.get("/products/\(product)")
                #expect(try await shop.buyer.order([(product, 2)]).status == 201)
                let after = try await shop.buyer.client.get(
                    "/products/\(product)", fields: ["If-None-Match": before["ETag"] ?? ""])
                #expect(after.status == 200)
                #expect(after.json["stock"].integer == left)
            }
        }
    }
}
