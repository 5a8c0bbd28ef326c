import FoundationEssentials
import TenfoldTesting
import Testing

extension ShopSuite {
    @Suite struct Analytics {
        @Test(arguments: Stage.allCases, ["/analytics/summary", "/analytics/signups?from=2026-01-01&to=2026-01-02"])
        func `only an administrator sees the numbers`(stage: Stage, path: String) async throws {
            let shop = try RunningShop.on(stage)
            expectProblem(try await shop.anyone.get(path), 401)
            expectProblem(try await shop.buyer.client.get(path), 403)
            #expect(try await shop.admin.client.get(path).status == 200)
        }

        @Test(arguments: Stage.allCases) func `days that are none are refused`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let admin = shop.admin.client
            expectFieldErrors(try await admin.get("/analytics/signups"), ["from", "to"])
            expectFieldErrors(try await admin.get("/analytics/signups?from=2026-02-30&to=soon"), ["from", "to"])
            expectFieldErrors(try await admin.get("/analytics/signups?from=2026-01-02&to=2026-01-01"), ["to"])
            expectFieldErrors(try await admin.get("/analytics/signups?from=2020-01-01&to=2026-01-01"), ["to"])
        }

        @Test(arguments: Stage.allCases) func `every day of the span is listed`(stage: Stage) async throws {
            let shop = try RunningShop.on(stage)
            let answer = try await shop.admin.client.get("/analytics/signups?from=2024-02-28&to=2024-03-01")
            #expect(
                answer.json["days"] == [
                    ["day": "2024-02-28", "signups": 0], ["day": "2024-02-29", "signups": 0],
                    ["day": "2024-03-01", "signups": 0],
                ])
        }
    }
}

/// What follows from events, in a shop where nothing else happens.
@Suite struct EventsTests {
    @Test(arguments: Stage.allCases) func `signups and orders arrive in the mail and in the numbers`(stage: Stage)
        async throws
    {
        let shop = try await RunningShop.start(stage)
        let product = try await shop.addProduct(stock: 10, priceCents: 300)
        let kept = try await shop.buyer.order([(product, 2)])
        let cancelled = try await shop.buyer.order([(product, 3)])
        _ = try await shop.buyer.client.post("/orders/\(cancelled.json["id"].text ?? "")/cancel")
        expectProblem(try await shop.stranger.order([(product, 100)]), 409)

        let totals: JSON = ["signups": 3, "orders": 2, "cancelled": 1, "revenueCents": 600]
        try await eventually("the numbers add up") {
            try await shop.admin.client.get("/analytics/summary").json == totals
        }
        let today = String(Date().ISO8601Format().prefix(10))
        let days = try await shop.admin.client.get("/analytics/signups?from=\(today)&to=\(today)")
        #expect(days.json["days"][0]["signups"] == 3)

        let mailbox = Mailbox(folder: shop.app.data)
        try await eventually("the mails are there") { mailbox.mails.count >= 5 }
        #expect(mailbox.subjects(to: shop.stranger.email) == ["Welcome to the shop"])
        #expect(
            mailbox.subjects(to: shop.buyer.email)
                == [
                    "Welcome to the shop", "Your order \(kept.json["id"].text ?? "")",
                    "Your order \(cancelled.json["id"].text ?? "")",
                ].sorted())
        #expect(try await shop.app.terminate().code == 0)
    }
}
