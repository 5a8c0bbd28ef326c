import Synchronization
import TenfoldTesting
import Testing

/// Compares what clients were told with what the shop holds.
struct LoadAudit {
    let load: ShopLoad
    /// Where the shop's mails are; its data folder, unless the test sees that by another path.
    var mails: String?
    private let checked = CheckedPaths()

    init(load: ShopLoad, mails: String? = nil) {
        self.load = load
        self.mails = mails
    }

    /// Every 201 so far is there as it was answered.
    func expectAcknowledgedIsThere() async throws {
        for (path, answered) in acknowledged { try await expect(answered, at: path) }
    }

    /// Every 201 is there that no earlier call of this has looked at. For rounds of faults, where looking at all of them
    /// each time would take longer than the faults; at their end belongs `expectAcknowledgedIsThere`.
    func expectLatelyAcknowledgedIsThere() async throws {
        for (path, answered) in acknowledged where checked.add(path) { try await expect(answered, at: path) }
    }

    private var acknowledged: [(path: String, answered: JSON)] {
        let entries = load.ledger.entries
        return entries.accounts.map { ("/accounts/\($0.key)", $0.value) }
            + entries.orders.map { ("/orders/\($0.key)", $0.value) }
    }

    private func expect(_ answered: JSON, at path: String) async throws {
        let found = try await get(path)
        #expect(found.json == answered, "\(found)")
    }

    /// Every order has ended, and the buyers have those they were told of, and no other that was placed.
    func expectOrdersHaveEnded() async throws {
        let entries = load.ledger.entries
        for buyer in load.buyers {
            var orders: [JSON] = []
            try await eventually("no order is pending", within: .seconds(60)) {
                orders = try await allOrders(of: buyer)
                return !orders.contains { $0["status"] == "pending" }
            }
            let placed = orders.filter { $0["status"] == "placed" }.compactMap { $0["id"].text }
            #expect(Set(placed) == entries.orderIDs(of: buyer.id))
            #expect(placed.count == Set(placed).count)
        }
    }

    func expectStockAddsUp() async throws {
        let entries = load.ledger.entries
        let initial = load.plentiful.map { ($0, ShopLoad.plentifulStock) } + [(load.scarce, ShopLoad.scarceStock)]
        for (product, stock) in initial {
            let expected = stock - entries.sold(product)
            var found: Int?
            try? await eventually("the stock adds up", within: .seconds(60)) {
                found = try await get("/products/\(product)").json["stock"].integer
                return found == expected
            }
            #expect(found == expected)
        }
    }

    func expectNumbersAddUp() async throws {
        let entries = load.ledger.entries
        let expected: JSON = [
            "signups": .integer(load.accountCount), "orders": .integer(entries.orders.count), "cancelled": 0,
            "revenueCents": .integer(entries.revenueCents),
        ]
        var found = JSON.null
        try? await eventually("the numbers add up", within: .seconds(60)) {
            found = try await get("/analytics/summary").json
            return found == expected
        }
        #expect(found == expected)
    }

    /// Each account has one welcome and each placed order one confirmation; nobody else has any mail.
    func expectOneMailEach() async throws {
        let entries = load.ledger.entries
        let mailbox = Mailbox(folder: mails ?? load.shop.data)
        let expected = load.accountCount + entries.orders.count
        try? await eventually("the mails are there", within: .seconds(60)) { mailbox.mails.count >= expected }
        let mails = mailbox.mails
        #expect(mails.count == expected)
        #expect(Set(mails.map(\.id)).count == mails.count)
        let welcomed = mails.filter { $0.subject.hasPrefix("Welcome") }.map(\.recipient)
        #expect(
            welcomed.sorted()
                == (entries.accounts.values.compactMap { $0["email"].text } + load.buyers.map(\.email) + [
                    load.admin.email
                ])
                .sorted())
        let confirmed = mails.filter { $0.subject.hasPrefix("Your order") }.map { String($0.subject.dropFirst(11)) }
        #expect(confirmed.sorted() == entries.orders.keys.sorted())
    }

    private func allOrders(of buyer: Person) async throws -> [JSON] {
        var orders: [JSON] = []
        var next: String?
        repeat {
            let page = try await load.shop.answer {
                try await $0.with(token: buyer.client.token).get(
                    "/orders?limit=100" + (next.map { "&after=\($0)" } ?? ""))
            }
            orders += page.json["items"].elements
            next = page.json["next"].text
        } while next != nil
        return orders
    }

    private func get(_ path: String) async throws -> APIResponse {
        try await load.shop.answer { try await $0.with(token: load.admin.client.token).get(path) }
    }
}

/// What an audit has looked at.
private final class CheckedPaths: Sendable {
    private let paths = Mutex<Set<String>>([])

    /// Whether it is new.
    func add(_ path: String) -> Bool { paths.withLock { $0.insert(path).inserted } }
}
