import Synchronization
import TenfoldCore
import TenfoldData
import TenfoldResilience
import Testing

@testable import TenfoldEvents

/// A subscriber with its database, whose handler writes each event's id into a table and does what the test wants.
final class Subscriber: Sendable {
    let engine: InterruptedEngine
    let outbox: FakeOutbox
    private let sqlite: SQLiteDatabase
    private let folder: DataFolder
    let lease: FakeLease
    let way: Way
    private let prepare = Mutex<@Sendable (StoredEvent) async throws -> Void>({ _ in })
    private let apply = Mutex<@Sendable (StoredEvent) throws -> Void>({ _ in })

    var database: Database { Database(engine: engine) }
    var parked: ParkedEvents { ParkedEvents(database: database) }

    init(shards: Int = 1, lease: FakeLease = FakeLease(), way: Way = .inProcess) async throws {
        self.way = way
        let effects = SchemaStep.step(
            "1-effects",
            .table(
                "effect", shardedBy: "event_id",
                .integer("number").primaryKey, .id("event_id"), .text("key"), .integer("position")))
        (sqlite, folder) = try await SQLiteDatabase.temporary(
            module: "subscriber", shards: shards, systemSteps: SubscriberSchema.steps, steps: [effects])
        engine = InterruptedEngine(sqlite)
        outbox = FakeOutbox(shardCount: shards)
        self.lease = lease
    }

    deinit {
        let (sqlite, folder) = (sqlite, folder)
        Task {
            await sqlite.close()
            folder.remove()
        }
    }

    func whenPreparing(_ body: @escaping @Sendable (StoredEvent) async throws -> Void) {
        prepare.withLock { $0 = body }
    }
    func whenApplying(_ body: @escaping @Sendable (StoredEvent) throws -> Void) { apply.withLock { $0 = body } }

    func delivery(startedUncleanly: Bool = false, _ change: (inout DeliveryOptions) -> Void = { _ in }) -> EventDelivery
    {
        var options = DeliveryOptions()
        options.backoff = Backoff(base: .milliseconds(1), cap: .milliseconds(4))
        options.pollInterval = .milliseconds(20)
        options.cursorInterval = .milliseconds(5)
        options.attempts = 3
        change(&options)
        let subscriber = EventSubscriber(
            name: "subscriber", database: database,
            subscriptions: ["publisher.Done", "publisher.Undone"].map(subscription), options: options)
        switch way {
        case .inProcess:
            return EventDelivery(outbox: outbox, to: subscriber, startedUncleanly: startedUncleanly, lease: lease)
        case .pushed:
            let wire = Wire(to: DeliveryDesk(subscriber))
            return EventDelivery(
                outbox: outbox, pushingTo: "subscriber", eventNames: Set(subscriber.subscriptions.keys),
                options: options, startedUncleanly: startedUncleanly, lease: lease, transport: wire.carry)
        }
    }

    /// Runs a delivery while `body` runs.
    func whileDelivering<Value>(_ delivery: EventDelivery? = nil, _ body: () async throws -> Value) async throws
        -> Value
    {
        let delivery = delivery ?? self.delivery()
        let running = Task { await delivery.run() }
        defer { running.cancel() }
        let value = try await body()
        running.cancel()
        await running.value
        return value
    }

    /// The events that had their effect, in order, shard by shard.
    func effects() async throws -> [Effect] {
        try await database.readEverywhere {
            try await $0.all("SELECT event_id, key, position FROM effect ORDER BY number", as: Effect.self)
        }.flatMap(\.self)
    }

    func count(_ table: String) async throws -> Int {
        try await database.readEverywhere {
            try await $0.one("SELECT count(*) FROM \(identifier: table)", as: Int.self)
        }
        .reduce(0, +)
    }

    struct Effect: RowDecodable, Hashable {
        let id: ID<EventMetadata>
        let key: String
        let position: Int64
        init(row: inout Row) throws {
            id = try row.next()
            key = try row.next()
            position = try row.next()
        }
    }

    private func subscription(_ name: String) -> Subscription {
        Subscription(subscriber: "subscriber", event: name) { event in
            let prepare = self.prepare.withLock { $0 }
            try await prepare(event)
            return "prepared \(event.id)"
        } apply: { event, prepared, tx in
            guard prepared as? String == "prepared \(event.id)" else {
                throw Fault(.programming, "another event's value")
            }
            try await tx.execute(
                "INSERT INTO effect (event_id, key, position) VALUES (\(event.id), \(event.key), \(event.position))")
            let apply = self.apply.withLock { $0 }
            try apply(event)
        }
    }
}

struct Broken: Error {}

/// A value that a test shares with its handlers.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    var now: Value { value.withLock { $0 } }
    func change(_ body: (inout Value) -> Void) { value.withLock { body(&$0) } }
}
