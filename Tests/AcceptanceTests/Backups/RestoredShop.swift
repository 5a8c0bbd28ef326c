import Foundation
import TenfoldTesting
import Testing

/// The `backup` and `restore` commands as an operator runs them.
struct BackupPlace: Sendable {
    private let folder: TestFolder
    let archive: String
    let data: String

    init() throws {
        folder = try TestFolder()
        archive = folder.path + "/shop.tar"
        data = folder.path + "/restored"
    }

    func run(_ arguments: String...) async throws -> ProcessExit {
        try await ChildProcess("shop", arguments).waitForExit(within: .seconds(60))
    }

    func backUp(_ source: String, _ more: String...) async throws -> ProcessExit {
        try await ChildProcess("shop", ["backup", archive, "--data", source] + more).waitForExit(within: .seconds(60))
    }

    /// Restores the archive and starts a shop on it.
    func start(_ layout: DataLayout) async throws -> AppProcess {
        let exit = try await run("restore", archive, "--data", data)
        #expect(exit.code == 0, "\(exit.output)")
        return try await AppProcess.start("shop", data: data, arguments: layout.arguments)
    }
}

/// Holds a restored shop against what clients were told before its backup, and against itself.
struct RestoredAudit {
    let app: AppProcess
    let load: ShopLoad
    /// What clients had been told when the backup began.
    let before: Ledger.Entries

    private var admin: APIClient { app.client.with(token: load.admin.client.token) }

    func expectAcknowledgedIsThere() async throws {
        for (id, account) in before.accounts {
            let found = try await admin.get("/accounts/\(id)")
            #expect(found.json == account, "\(found)")
        }
        for (id, order) in before.orders {
            let found = try await admin.get("/orders/\(id)")
            #expect(found.json == order, "\(found)")
        }
    }

    /// Every order that was under way at the cut ends; stock, counts, revenue and mails are those of the placed ones.
    func expectAllAddsUp() async throws {
        let placed = try await placedOrders()
        #expect(before.orders.keys.allSatisfy { id in placed.contains { $0["id"].text == id } })
        let products = load.plentiful.map { ($0, ShopLoad.plentifulStock) } + [(load.scarce, ShopLoad.scarceStock)]
        for (product, initial) in products {
            let sold = placed.flatMap { $0["lines"].elements }.filter { $0["product"].text == product }
                .reduce(0) { $0 + ($1["quantity"].integer ?? 0) }
            try await expect("the stock adds up", .integer(initial - sold)) {
                try await admin.get("/products/\(product)").json["stock"]
            }
        }
        let mailbox = Mailbox(folder: app.data)
        let revenue = placed.reduce(0) { $0 + ($1["totalCents"].integer ?? 0) }
        try await expect("orders and revenue add up", [.integer(placed.count), .integer(revenue)]) {
            let summary = try await admin.get("/analytics/summary").json
            return [summary["orders"], summary["revenueCents"]]
        }
        let orders = placed.compactMap { $0["id"].text }.sorted()
        try await expect("each placed order has one mail", .list(orders.map { .text($0) })) {
            .list(
                mailbox.mails.filter { $0.subject.hasPrefix("Your order") }
                    .map { String($0.subject.dropFirst(11)) }.sorted().map { .text($0) })
        }
        // Nobody counts accounts but those who were told of them.
        try await eventually("each account has one welcome", within: .seconds(60)) {
            let signups = try await admin.get("/analytics/summary").json["signups"].integer
            return signups == mailbox.mails.filter { $0.subject.hasPrefix("Welcome") }.count
        }
        let welcomed = mailbox.mails.filter { $0.subject.hasPrefix("Welcome") }.map(\.recipient)
        #expect(Set(welcomed).count == welcomed.count, "an account was welcomed twice")
        #expect(Set(before.accounts.values.compactMap { $0["email"].text }).isSubset(of: welcomed))
    }

    /// What happens now has its effects, once.
    func expectEventsFlow() async throws {
        let count = try await admin.get("/analytics/summary").json
        let person = try await Person.signUp(at: app.client)
        let order = try await person.order([(load.plentiful[0], 1)])
        #expect(order.status == 201, "\(order)")
        let mailbox = Mailbox(folder: app.data)
        try await eventually("both are counted", within: .seconds(60)) {
            let now = try await admin.get("/analytics/summary").json
            return now["signups"].integer == (count["signups"].integer ?? 0) + 1
                && now["orders"].integer == (count["orders"].integer ?? 0) + 1
                && mailbox.subjects(to: person.email).count == 2
        }
    }

    private func placedOrders() async throws -> [JSON] {
        var placed: [JSON] = []
        for buyer in load.buyers {
            let client = app.client.with(token: buyer.client.token)
            try await eventually("no order is pending", within: .seconds(60)) {
                let orders = try await Self.allOrders(client)
                guard !orders.contains(where: { $0["status"] == "pending" }) else { return false }
                placed += orders.filter { $0["status"] == "placed" }
                return true
            }
        }
        return placed
    }

    static func allOrders(_ client: APIClient) async throws -> [JSON] {
        var orders: [JSON] = []
        var next: String?
        repeat {
            let page = try await client.get("/orders?limit=100" + (next.map { "&after=\($0)" } ?? ""))
            orders += page.json["items"].elements
            next = page.json["next"].text
        } while next != nil
        return orders
    }

    private func expect(_ what: String, _ expected: JSON, _ found: () async throws -> JSON) async throws {
        var last = JSON.null
        try? await eventually(what, within: .seconds(60)) {
            last = try await found()
            return last == expected
        }
        #expect(last == expected, "\(what)")
    }
}
