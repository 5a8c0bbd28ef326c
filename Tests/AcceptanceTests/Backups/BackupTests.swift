import Foundation
import TenfoldTesting
import Testing

@Suite(.serialized, .tags(.faults)) struct BackupTests {
    @Test(.timeLimit(.minutes(5)), arguments: DataLayout.allCases)
    func `a backup under load restores to a shop in which everything adds up`(layout: DataLayout) async throws {
        try await backUpUnderLoad(layout, times: 2)
    }

    @Test(.timeLimit(.minutes(15)), .enabled(if: Soak.isOn), arguments: DataLayout.allCases)
    func `backups under load restore to shops in which everything adds up`(layout: DataLayout) async throws {
        try await backUpUnderLoad(layout, times: 40)
    }

    /// Each of `times` backups is restored and audited; at the end the shop itself is. The load rests while an audit looks
    /// at all there is: else there would be more of it with each audit, and forty took over a quarter of an hour.
    private func backUpUnderLoad(_ layout: DataLayout, times: Int) async throws {
        let shop = try RestartedShop(layout)
        try await shop.start()
        let load = try await ShopLoad.prepare(shop, clients: 4)
        async let clients: Void = load.run()
        do {
            for _ in 0..<times {
                load.goOn()
                let goal = shop.answeredCount + 25
                try await eventually("the load is on", within: .seconds(60)) { shop.answeredCount >= goal }
                let place = try BackupPlace()
                let before = load.ledger.entries
                let exit = try await place.backUp(shop.data)
                #expect(exit.code == 0, "\(exit.output)")
                load.rest()
                let restored = try await place.start(layout)
                let audit = RestoredAudit(app: restored, load: load, before: before)
                try await audit.expectAcknowledgedIsThere()
                try await audit.expectAllAddsUp()
                try await audit.expectEventsFlow()
                #expect(try await restored.terminate().code == 0)
            }
        } catch {
            load.end()
            throw error
        }
        load.end()
        try await clients
        #expect(shop.refusedCount == 0, "a backup made the shop refuse")
        #expect(shop.cutOffCount == 0)
        let audit = LoadAudit(load: load)
        try await audit.expectAcknowledgedIsThere()
        try await audit.expectOrdersHaveEnded()
        try await audit.expectStockAddsUp()
        try await audit.expectNumbersAddUp()
        try await audit.expectOneMailEach()
        #expect(try await shop.terminate()?.code == 0)
    }

    @Test(.timeLimit(.minutes(3)), arguments: DataLayout.allCases)
    func `a shop at rest and the one restored from its backup answer alike`(layout: DataLayout) async throws {
        let folder = try TestFolder()
        let app = try await AppProcess.start("shop", data: folder.path + "/data", arguments: layout.arguments)
        let paths = try await fill(app)
        let place = try BackupPlace()
        let exit = try await place.backUp(app.data)
        #expect(exit.code == 0, "\(exit.output)")
        #expect(exit.output.contains("\(5 * (layout == .oneFile ? 1 : 2)) databases"), "\(exit.output)")
        let restored = try await place.start(layout)
        for (path, token) in paths {
            let here = try await app.client.with(token: token).get(path)
            let there = try await restored.client.with(token: token).get(path)
            #expect(here.status == 200, "\(path): \(here)")
            #expect(there.status == here.status, "\(path): \(there)")
            #expect(there.json == here.json, "\(path)")
            #expect(there["ETag"] == here["ETag"])
        }
        let (here, there) = (Mailbox(folder: app.data).mails, Mailbox(folder: restored.data).mails)
        #expect(Set(here) == Set(there))
        #expect(here.count == there.count)
        for shop in [app, restored] { #expect(try await shop.terminate().code == 0) }
    }

    /// People, products, orders and a cancellation, all effects of which have happened; paths to read, and as whom.
    private func fill(_ app: AppProcess) async throws -> [(path: String, token: String?)] {
        let admin = try await Person.signUp(at: app.client, email: "admin@shop.test")
        var paths: [(String, String?)] = [("/products", nil), ("/analytics/summary", admin.client.token)]
        var products: [String] = []
        for price in 1...3 {
            let answer = try await admin.client.post(
                "/products", ["name": "Cup", "priceCents": .integer(price), "stock": 10])
            products.append(try #require(answer.json["id"].text))
        }
        for number in 0..<4 {
            let person = try await Person.signUp(at: app.client)
            let order = try await person.order([(products[number % 3], 1 + number)])
            let id = try #require(order.json["id"].text)
            if number == 3 { #expect(try await person.client.post("/orders/\(id)/cancel").status == 200) }
            paths += ["/accounts/\(person.id)", "/orders", "/orders/\(id)"].map { ($0, person.client.token) }
        }
        paths += products.map { ("/products/\($0)", nil) }
        try await eventually("all effects have happened") {
            let summary = try await admin.client.get("/analytics/summary").json
            let stock = try await app.client.get("/products/\(products[0])").json["stock"].integer
            return summary["signups"] == 5 && summary["cancelled"] == 1 && stock == 9
                && Mailbox(folder: app.data).mails.count == 9
        }
        return paths
    }

    @Test func `what cannot be done is said, and changes nothing`() async throws {
        let place = try BackupPlace()
        let folder = try TestFolder()
        let app = try await AppProcess.start("shop", data: folder.path + "/data")
        #expect(try await place.backUp(app.data).code == 0)
        let again = try await place.backUp(app.data)
        #expect(again.code == 1)
        #expect(again.output.contains("--force"), "\(again.output)")
        #expect(try await place.backUp(app.data, "--force", "--quiet").output.isEmpty)
        let dryRun = try await place.run("restore", place.archive, "--dry-run")
        #expect(dryRun.code == 0)
        #expect(dryRun.output.contains("is whole"), "\(dryRun.output)")

        let inUse = try await place.run("restore", place.archive, "--data", app.data, "--force")
        #expect(inUse.code == 1)
        #expect(inUse.output.contains("in use by process \(app.processID)"), "\(inUse.output)")
        #expect(try await app.client.get("/products").status == 200)

        let whole = try #require(FileManager.default.contents(atPath: place.archive))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: place.archive))
        let cut = try await place.run("restore", place.archive, "--data", place.data)
        #expect(cut.code == 1)
        #expect(cut.output.contains("cut short"), "\(cut.output)")
        #expect(!FileManager.default.fileExists(atPath: place.data))

        let nowhere = try await place.run("backup", place.archive, "--force", "--data", folder.path + "/none")
        #expect(nowhere.code == 1)
        #expect(nowhere.output.contains("no data folder"), "\(nowhere.output)")
        #expect(try await app.terminate().code == 0)
    }

    @Test func `any tar lists a backup`() async throws {
        let place = try BackupPlace()
        let folder = try TestFolder()
        let app = try await AppProcess.start("shop", data: folder.path + "/data")
        _ = try await Person.signUp(at: app.client)
        #expect(try await place.backUp(app.data).code == 0)
        let listing = try await ChildProcess("/usr/bin/env", ["tar", "tf", place.archive]).waitForExit()
        let names = listing.output.split(separator: "\n").map(String.init)
        #expect(listing.code == 0)
        for name in ["tenfold.json", "buckets.json", "keys/token.key", "accounts.sqlite", "orders.sqlite"] {
            #expect(names.contains(name), "\(names)")
        }
        #expect(names.suffix(2) == ["manifest.json", "manifest.json.sha256"])
        let unpacked = try await ChildProcess(
            "/bin/sh",
            [
                "-c",
                "cd '\(folder.path)' && tar xf '\(place.archive)' && sha256sum -c manifest.json.sha256",
            ]
        ).waitForExit()
        #expect(unpacked.output.contains("manifest.json: OK"), "\(unpacked.output)")
        #expect(try await app.terminate().code == 0)
    }
}
