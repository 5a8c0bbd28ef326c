import TenfoldCore
import TenfoldTesting
import Testing

@Suite(.serialized, .tags(.faults)) struct KillTests {
    @Test(.timeLimit(.minutes(Soak.amount(5, soak: 60))), arguments: DataLayout.allCases)
    func `what was acknowledged survives kills at any moment, and happens once`(layout: DataLayout) async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("kills \(layout.rawValue): seed \(seed)")
        var random = SeededRandom(seed: seed)
        let shop = try RestartedShop(layout)
        try await shop.start()
        let load = try await ShopLoad.prepare(shop, clients: 4)
        let audit = LoadAudit(load: load)

        async let clients: Void = load.run()
        do {
            for _ in 0..<Soak.amount(10, soak: 100) {
                // The other clients are anywhere in their requests then.
                let moment = shop.answeredCount + Int.random(in: 3...20, using: &random)
                try await eventually("the load is on", within: .seconds(60)) { shop.answeredCount >= moment }
                try await shop.kill()
                try await shop.start()
                try await audit.expectLatelyAcknowledgedIsThere()
            }
        } catch {
            load.end()
            throw error
        }
        load.end()
        try await clients

        #expect(shop.cutOffCount > 0, "no request was cut off: the kills hit nothing")
        #expect(load.ledger.entries.orders.count > 10)
        #expect(load.ledger.entries.rejected > 0)
        try await audit.expectAcknowledgedIsThere()
        try await audit.expectOrdersHaveEnded()
        try await audit.expectStockAddsUp()
        try await audit.expectNumbersAddUp()
        try await audit.expectOneMailEach()
        #expect(try await shop.terminate()?.code == 0)
    }
}
