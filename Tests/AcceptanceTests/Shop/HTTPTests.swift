import TenfoldTesting
import Testing

extension ShopSuite {
    @Suite struct HTTP {
        @Test(arguments: Stage.allCases) func `broken JSON is a bad request`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            for text in ["{", "{\"email\": }", "nonsense", "{} {}"] {
                expectProblem(
                    try await shop.anyone.send(
                        "POST", "/accounts", fields: ["Content-Type": "application/json"], body: Array(text.utf8)), 400)
            }
        }

        @Test(arguments: Stage.allCases) func `a body over its limit is too large`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let body = Array(repeating: UInt8(ascii: " "), count: 1 << 20 + 1)
            expectProblem(
                try await shop.anyone.send(
                    "POST", "/accounts", fields: ["Content-Type": "application/json"], body: body), 413)
        }

        @Test(arguments: Stage.allCases) func `header fields over their limit are too large`(stage: Stage) async throws
        {
            let shop = try RunningShop.on(stage)
            let field = String(repeating: "x", count: 40 << 10)
            #expect(try await shop.anyone.get("/products", fields: ["X-Long": field]).status == 431)
        }

        @Test(arguments: Stage.allCases) func `an unknown path is not found`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            for path in ["/nowhere", "/orders/1/2/3", "/", "/accounts/"] {
                expectProblem(try await shop.anyone.get(path), 404)
            }
        }

        @Test(arguments: Stage.allCases) func `a wrong method is told the right ones`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let products = try await shop.anyone.send("DELETE", "/products")
            expectProblem(products, 405)
            let allowed = Set((products["Allow"] ?? "").split(separator: ",").map { $0.drop { $0 == " " } })
            #expect(allowed.isSuperset(of: ["GET", "POST"]))
            let sessions = try await shop.anyone.get("/sessions")
            expectProblem(sessions, 405)
            #expect(sessions["Allow"]?.contains("POST") == true)
        }

        @Test(arguments: Stage.allCases) func `HEAD answers like GET, without the body`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let path = "/products/\(try await shop.addProduct(stock: 1))"
            let get = try await shop.anyone.get(path)
            let head = try await shop.anyone.send("HEAD", path)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head["ETag"] == get["ETag"])
            #expect(head["Content-Length"] == "\(get.body.count)")
        }

        @Test(arguments: Stage.allCases) func `every answer has a date and a request id`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let answer = try await shop.anyone.get("/products")
            #expect(answer["Date"]?.hasSuffix("GMT") == true)
            #expect(answer["X-Request-ID"]?.isEmpty == false)
        }

        @Test(arguments: Stage.allCases) func `the API description covers every route`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let answer = try await shop.anyone.get("/openapi.json")
            #expect(answer.status == 200)
            #expect(answer.json["openapi"].text?.hasPrefix("3.1") == true)
            let expected: [String: Set<String>] = [
                "/accounts": ["post"], "/sessions": ["post"], "/accounts/{id}": ["get"], "/products": ["get", "post"],
                "/products/{id}": ["get"], "/orders": ["get", "post"], "/orders/{id}": ["get"],
                "/orders/{id}/cancel": ["post"], "/analytics/summary": ["get"], "/analytics/signups": ["get"],
            ]
            for (path, methods) in expected {
                #expect(answer.json["paths"][path].names.isSuperset(of: methods), "\(path)")
            }
        }

        @Test(arguments: Stage.allCases) func `the admin port tells how the app is`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            for path in ["/livez", "/readyz", "/startupz"] {
                #expect(try await shop.app.admin.get(path).status == 200, "\(path)")
            }
            let metrics = try await shop.app.admin.get("/metrics")
            #expect(metrics.status == 200)
            #expect(metrics.text.contains("tenfold_"))
            expectProblem(try await shop.anyone.get("/metrics"), 404)
        }
    }
}
