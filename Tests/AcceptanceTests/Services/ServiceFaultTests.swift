import Foundation
import TenfoldCore
import TenfoldTesting
import Testing

/// Shop as services, two replicas each, while replicas die, freeze and crawl.
@Suite(.serialized, .tags(.faults)) struct ServiceFaultTests {
    /// Runs clients while `trouble` goes on, and audits what they were told.
    private func underLoad(
        _ shop: RestartedShop, clients: Int = 4, _ trouble: (RunningStage, ShopLoad) async throws -> Void
    ) async throws -> ShopLoad {
        try await shop.start()
        let load = try await ShopLoad.prepare(shop, clients: clients)
        async let running: Void = load.run()
        do {
            try await trouble(RunningStage(app: try #require(shop.app)), load)
        } catch {
            load.end()
            throw error
        }
        load.end()
        try await running
        let audit = LoadAudit(load: load)
        try await audit.expectAcknowledgedIsThere()
        try await audit.expectOrdersHaveEnded()
        try await audit.expectStockAddsUp()
        try await audit.expectNumbersAddUp()
        try await audit.expectOneMailEach()
        return load
    }

    private func goOn(_ shop: RestartedShop, for answers: Int) async throws {
        let moment = shop.answeredCount + answers
        try await eventually("the load goes on", within: .seconds(120)) { shop.answeredCount >= moment }
    }

    @Test(.timeLimit(.minutes(Soak.amount(8, soak: 60))), arguments: [SIGKILL, SIGSTOP])
    func `a replica that is killed or frozen fails no request`(signal: Int32) async throws {
        let shop = try RestartedShop(.oneFile, topology: Stage.services.topology)
        _ = try await underLoad(shop) { stage, _ in
            for _ in 0..<Soak.amount(1, soak: 5) {
                for name in ["accounts/0", "sales/1", "messaging/0", "sales/0"] {
                    try await goOn(shop, for: 10)
                    try await stage.replace(name, by: signal)
                }
            }
            try await goOn(shop, for: 10)
        }
        #expect(shop.cutOffCount == 0, "requests that were cut off")
        #expect(shop.refusedCount == 0, "requests that were answered by 5xx")
        #expect(try await shop.terminate()?.code == 0)
    }

    @Test(.timeLimit(.minutes(Soak.amount(5, soak: 30)))) func `a rolling restart fails no request`() async throws {
        let shop = try RestartedShop(.oneFile, topology: Stage.services.topology)
        _ = try await underLoad(shop) { stage, _ in
            for _ in 0..<Soak.amount(1, soak: 5) {
                let before = Set(try await stage.children().map(\.pid))
                try await goOn(shop, for: 10)
                _ = Foundation.kill(stage.app.processID, SIGHUP)
                try await eventually("every process is another", within: .seconds(120)) {
                    let children = try await stage.children()
                    return children.allSatisfy { $0.isReady && !before.contains($0.pid) }
                }
                try await goOn(shop, for: 10)
            }
        }
        #expect(shop.cutOffCount == 0, "requests that were cut off")
        #expect(shop.refusedCount == 0, "requests that were answered by 5xx")
        #expect(try await shop.terminate()?.code == 0)
    }

    @Test(.timeLimit(.minutes(Soak.amount(8, soak: 60))))
    func `what was acknowledged survives the death of all services in any order`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("deaths of services: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let shop = try RestartedShop(.oneFile, topology: Stage.services.topology)
        let load = try await underLoad(shop) { stage, load in
            let audit = LoadAudit(load: load)
            for _ in 0..<Soak.amount(4, soak: 20) {
                try await goOn(shop, for: Int.random(in: 3...20, using: &random))
                for child in try await stage.children().shuffled(using: &random) {
                    _ = Foundation.kill(child.pid, SIGKILL)
                }
                try await eventually("all are ready again", within: .seconds(120)) {
                    try await stage.app.admin.get("/readyz").status == 200
                }
                try await audit.expectLatelyAcknowledgedIsThere()
            }
        }
        #expect(shop.cutOffCount + shop.refusedCount > 0, "no request was cut off: the kills hit nothing")
        #expect(load.ledger.entries.orders.count > 5)
        #expect(try await shop.terminate()?.code == 0)
    }
}
