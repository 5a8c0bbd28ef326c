import TenfoldTesting
import Testing

/// What one replica changes, the caches of the others forget.
@Suite(.serialized) struct InvalidationTests {
    @Test(.timeLimit(.minutes(3))) func `a change is seen by its author at once, and by all replicas within a second`()
        async throws
    {
        let shop = try await RunningShop.start(.services)
        for turn in 1...Soak.amount(10, soak: 200) {
            let product = try await shop.addProduct(stock: 10)
            // Strangers of their own, so that each request may reach another replica; both get to know the value.
            for _ in 0..<10 { #expect(try await shop.stock(of: product, seenBy: shop.stranger) == 10) }
            #expect(try await shop.buyer.order([(product, 3)]).status == 201)
            for _ in 0..<4 { #expect(try await shop.stock(of: product) == 7, "turn \(turn)") }
            try await eventually("everybody sees it, turn \(turn)", within: .seconds(1)) {
                var seen: Set<Int> = []
                for _ in 0..<10 { seen.insert(try await shop.stock(of: product, seenBy: shop.stranger)) }
                return seen == [7]
            }
        }
        _ = try await shop.app.terminate()
    }
}
