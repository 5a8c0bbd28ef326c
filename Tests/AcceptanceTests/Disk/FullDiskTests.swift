import Foundation
import TenfoldTesting
import Testing

@Suite(.serialized, .tags(.faults)) struct FullDiskTests {
    /// A shop whose clients order and sign up on a disk that can fail.
    private func underLoad(
        _ layout: DataLayout, _ disk: any FaultyDisk, _ test: (RestartedShop, ShopLoad, LoadAudit) async throws -> Void
    ) async throws {
        let shop = try RestartedShop(layout, disk: disk)
        try await shop.start()
        let load = try await ShopLoad.prepare(shop, clients: 4)
        let audit = LoadAudit(load: load, mails: disk.visibleData)
        async let clients: Void = load.run()
        do {
            try await test(shop, load, audit)
        } catch {
            load.end()
            throw error
        }
        load.end()
        try await clients
        try await audit.expectAcknowledgedIsThere()
        try await audit.expectOrdersHaveEnded()
        try await audit.expectStockAddsUp()
        try await audit.expectNumbersAddUp()
        try await audit.expectOneMailEach()
        #expect(try await shop.terminate()?.code == 0)
    }

    private func waitForLoad(_ shop: RestartedShop, answers: Int = 20) async throws {
        let goal = shop.answeredCount + answers
        try await eventually("the load is on", within: .seconds(60)) { shop.answeredCount >= goal }
    }

    private func expectRefusedWritesAndServedReads(_ shop: RestartedShop, _ disk: any FaultyDisk) async throws {
        try await eventually("writes are refused", within: .seconds(60)) { disk.refusals.all.count >= Refusals.enough }
        let app = try #require(shop.app)
        #expect(try await app.client.get("/products").status == 200)
        #expect(try await app.admin.get("/livez").status == 200)
        try await eventually("readiness says so") { try await app.admin.get("/readyz").status == 503 }
        let ready = try await app.admin.get("/readyz")
        #expect(ready.text.contains("storage"), "\(ready)")
        for refusal in disk.refusals.all {
            expectProblem(refusal, 503)
            #expect(refusal["Retry-After"] != nil, "\(refusal)")
        }
    }

    private func expectRecovery(_ shop: RestartedShop) async throws {
        try await eventually("it is ready again, by itself") {
            try await shop.app?.admin.get("/readyz").status == 200
        }
        try await waitForLoad(shop)
    }

    @Test(.timeLimit(.minutes(5)), arguments: DiskKind.available, DataLayout.usual)
    func `a disk that fills up refuses writes with 503 until there is room, and loses nothing`(
        kind: DiskKind, layout: DataLayout
    ) async throws {
        let disk = try await kind.make()
        try await underLoad(layout, disk) { shop, _, audit in
            try await waitForLoad(shop)
            try disk.fill()
            try await expectRefusedWritesAndServedReads(shop, disk)
            try await audit.expectAcknowledgedIsThere()
            let types = Set(disk.refusals.all.compactMap { $0.json["type"].text })
            #expect(types.contains("urn:problem:tenfold.storage-full"), "\(types)")
            try disk.free()
            try await expectRecovery(shop)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: DiskKind.available)
    func `a kill on a full disk loses nothing that was acknowledged`(kind: DiskKind) async throws {
        let disk = try await kind.make()
        try await underLoad(.oneFile, disk) { shop, _, _ in
            try await waitForLoad(shop)
            try disk.fill()
            try await eventually("writes are refused", within: .seconds(60)) {
                disk.refusals.all.count >= Refusals.enough
            }
            try await shop.kill()
            try disk.free()
            try await shop.start()
            try await waitForLoad(shop)
        }
    }

    @Test(.timeLimit(.minutes(5)), .enabled(if: InterposedDisk.isPossible), arguments: DataLayout.usual)
    func `a disk that fails to sync makes outcomes unknown, and loses nothing`(layout: DataLayout) async throws {
        let disk = try await InterposedDisk()
        try await underLoad(layout, disk) { shop, _, audit in
            for kills in [false, true] {
                try await waitForLoad(shop)
                disk.refusals.forget()
                try disk.breakSync()
                try await expectRefusedWritesAndServedReads(shop, disk)
                let types = Set(disk.refusals.all.compactMap { $0.json["type"].text })
                #expect(types.contains("urn:problem:tenfold.unknown-outcome"), "\(types)")
                #expect(!types.contains("urn:problem:tenfold.storage-full"), "\(types)")
                if kills { try await shop.kill() }
                try disk.free()
                if kills { try await shop.start() }
                try await expectRecovery(shop)
                try await audit.expectAcknowledgedIsThere()
            }
        }
    }

    @Test(arguments: DiskKind.available)
    func `a disk that is full at the start is a clear error`(kind: DiskKind) async throws {
        let disk = try await kind.make()
        try disk.fill()
        for attempt in ["a new folder", "one that was begun"] {
            let exit = try await ChildProcess(
                disk.executable, ["serve", "--port", "0", "--admin-port", "0", "--data", disk.data],
                environment: disk.environment
            ).waitForExit()
            #expect(exit.code == 1, "\(attempt): \(exit.output)")
            #expect(!exit.isBySignal)
            #expect(
                exit.output.contains("No space left on device") || exit.output.contains("is full"), "\(exit.output)")
        }
        try disk.free()
        let app = try await AppProcess.start(disk.executable, data: disk.data, environment: disk.environment)
        #expect(try await app.client.get("/products").status == 200)
        #expect(try await app.terminate().code == 0)
    }

    @Test(.timeLimit(.minutes(10)), .enabled(if: Soak.isOn), arguments: DiskKind.available, DataLayout.allCases)
    func `a disk that fills up again and again loses nothing`(kind: DiskKind, layout: DataLayout) async throws {
        let disk = try await kind.make()
        try await underLoad(layout, disk) { shop, _, audit in
            for turn in 1...20 {
                try await waitForLoad(shop)
                disk.refusals.forget()
                try disk.fill()
                try await eventually("writes are refused", within: .seconds(60)) {
                    disk.refusals.all.count >= Refusals.enough
                }
                if turn.isMultiple(of: 3) { try await shop.kill() }
                try disk.free()
                if turn.isMultiple(of: 3) { try await shop.start() }
                try await expectRecovery(shop)
                try await audit.expectAcknowledgedIsThere()
            }
        }
    }
}
