import TenfoldCore
import TenfoldData
import Testing

@testable import TenfoldEvents

/// From a publisher's transaction to a subscriber's, both on SQLite.
@Suite(.timeLimit(.minutes(2))) struct RealOutboxTests {
    struct Placed: Event {
        static let name = "orders.Placed"
        var order: String, number: Int
        var key: RoutingKey { RoutingKey(order) }
    }

    @Test(arguments: [1, 2])
    func `what was committed is delivered once and in order, over a restart in the middle`(shards: Int) async throws {
        let writer = OutboxWriter(traceparent: { "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" })
        let (orders, ordersFolder) = try await SQLiteDatabase.temporary(
            module: "orders", shards: shards, systemSteps: SystemSchema.steps,
            services: TransactionServices(outbox: writer))
        let sums = SchemaStep.step(
            "1-seen",
            .table(
                "seen", shardedBy: "order_key", .integer("number").primaryKey, .text("order_key"), .integer("value"),
                .text("trace")))
        let (reports, reportsFolder) = try await SQLiteDatabase.temporary(
            module: "reports", shards: shards, systemSteps: SubscriberSchema.steps, steps: [sums])
        let (publisher, subscriber) = (Database(engine: orders), Database(engine: reports))

        let running = Task { await run(OutboxReader(database: publisher, writer: writer), subscriber, .init()) }
        try await publish(1...20, into: publisher)
        try await expectEventually { try await count(subscriber) >= 50 }
        running.cancel()
        await running.value
        try await publish(21...40, into: publisher)
        let again = Task { await run(OutboxReader(database: publisher, writer: writer), subscriber, .init()) }
        try await expectEventually { try await count(subscriber) == 400 }
        again.cancel()
        await again.value

        for order in 0..<10 {
            let key = RoutingKey("order-\(order)")
            let values: [Int] = try await subscriber.read(key) {
                try await $0.all("SELECT value FROM seen WHERE order_key = \(key.text) ORDER BY number")
            }
            #expect(values == Array(1...40))
        }
        let traces = try await subscriber.readEverywhere {
            try await $0.all("SELECT DISTINCT trace FROM seen", as: String.self)
        }
        #expect(Set(traces.flatMap(\.self)) == ["0af7651916cd43dd8448eb211c80319c"])
        await orders.close()
        await reports.close()
        ordersFolder.remove()
        reportsFolder.remove()
    }

    @Test func `the lag counts what lies behind a full memory, and ends at nothing`() async throws {
        let writer = OutboxWriter()
        let (orders, ordersFolder) = try await SQLiteDatabase.temporary(
            module: "orders", systemSteps: SystemSchema.steps, services: TransactionServices(outbox: writer))
        let (reports, reportsFolder) = try await SQLiteDatabase.temporary(
            module: "reports", systemSteps: SubscriberSchema.steps)
        try await publish(1...20, into: Database(engine: orders))
        let isHeld = Shared(true)
        let subscription = Subscription(subscriber: "reports", event: Placed.name) { _ in
            await deafWait { !isHeld.now }
            return true
        } apply: { _, _, _ in
        }
        var options = DeliveryOptions()
        options.batchSize = 8
        options.maximumInMemory = 16
        options.pollInterval = .milliseconds(20)
        let delivery = EventDelivery(
            outbox: OutboxReader(database: Database(engine: orders), writer: writer),
            to: EventSubscriber(
                name: "reports", database: Database(engine: reports), subscriptions: [subscription], options: options),
            startedUncleanly: false, lease: FakeLease())
        let running = Task { await delivery.run() }
        try await expectEventually { delivery.lag.events == 200 }
        isHeld.change { $0 = false }
        try await expectEventually { delivery.lag == EventLag() }
        running.cancel()
        await running.value
        await orders.close()
        await reports.close()
        ordersFolder.remove()
        reportsFolder.remove()
    }

    private func publish(_ numbers: ClosedRange<Int>, into database: Database) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in 0..<10 {
                group.addTask {
                    for number in numbers {
                        let event = Placed(order: "order-\(order)", number: number)
                        try await database.write(event.key) { try await $0.publish(event) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func count(_ database: Database) async throws -> Int {
        try await database.readEverywhere { try await $0.one("SELECT count(*) FROM seen", as: Int.self) }.reduce(0, +)
    }

    private func run(_ outbox: OutboxReader, _ database: Database, _ lease: FakeLease) async {
        let subscription = Subscription(subscriber: "reports", event: Placed.name) { event in
            try StoredJSON.decode(Placed.self, from: event.body)
        } apply: { event, prepared, tx in
            guard let placed = prepared as? Placed else { throw Fault(.programming, "another value came") }
            try await tx.execute(
                """
                INSERT INTO seen (order_key, value, trace)
                VALUES (\(placed.order), \(placed.number), \(Call.current.trace?.traceID ?? "none"))
                """)
        }
        await EventDelivery(
            outbox: outbox, to: EventSubscriber(name: "reports", database: database, subscriptions: [subscription]),
            startedUncleanly: false, lease: lease
        ).run()
    }
}
