import FoundationEssentials
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct OutboxTests {
    private let key = RoutingKey("eu")

    private func reader(_ bench: CommandBench) -> OutboxReader {
        OutboxReader(database: bench.database, writer: bench.writer)
    }

    private func publish(_ bench: CommandBench, _ keys: [RoutingKey]) async throws {
        for key in keys {
            try await bench.database.write(bucket: key.bucket) { try await $0.publish(NotedEvent(key: key)) }
        }
    }

    @Test func `events of a key are numbered from 1 without gaps, each key by itself`() async throws {
        let bench = try await CommandBench.make()
        let other = RoutingKey("us")
        try await publish(bench, [key, other, key, key, other])
        let read = try await reader(bench).events(shard: 0, after: 0, names: [NotedEvent.name], limit: 10)
        #expect(read.events.map { "\($0.key)\($0.sequence)" } == ["eu1", "us1", "eu2", "eu3", "us2"])
        #expect(read.events.map(\.bucket) == [key, other, key, key, other].map(\.bucket))
        #expect(read.readTo == 5)
    }

    @Test func `an event of a rolled back transaction leaves no gap`() async throws {
        let bench = try await CommandBench.make()
        let key = self.key
        await #expect(throws: TestFailure.self) {
            try await bench.database.write(bucket: key.bucket) { tx in
                try await tx.publish(NotedEvent(key: key))
                throw TestFailure()
            }
        }
        try await publish(bench, [key])
        let read = try await reader(bench).events(shard: 0, after: 0, names: [NotedEvent.name], limit: 10)
        #expect(read.events.map(\.sequence) == [1])
    }

    @Test func `an event of another bucket's key is a mistake`() async throws {
        let bench = try await CommandBench.make()
        let key = self.key
        let fault = await #expect(throws: Fault.self) {
            try await bench.database.write(bucket: Bucket(key.bucket.number + 1)) {
                try await $0.publish(NotedEvent(key: key))
            }
        }
        #expect(fault?.code == .programming)
    }

    @Test func `a reader goes on where it stopped, and passes events of other names`() async throws {
        let bench = try await CommandBench.make()
        try await publish(bench, [key, key, key])
        let reader = reader(bench)
        let first = try await reader.events(shard: 0, after: 0, names: [NotedEvent.name], limit: 2)
        #expect(first.readTo == 2)
        let second = try await reader.events(shard: 0, after: first.readTo, names: [NotedEvent.name], limit: 2)
        #expect(second.events.map(\.position) == [3])
        let others = try await reader.events(shard: 0, after: 0, names: ["test.Other"], limit: 2)
        #expect(others.events.isEmpty)
        #expect(others.readTo == 3)
    }

    @Test func `listeners are told the shard after the commit, and not of a rollback`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let shards = Mutex<[Int]>([])
        reader(bench).onPublish { shard in shards.withLock { $0.append(shard) } }
        let key = self.key
        try? await bench.database.write(bucket: key.bucket) { tx in
            try await tx.publish(NotedEvent(key: key))
            throw TestFailure()
        }
        #expect(shards.withLock { $0 }.isEmpty)
        try await publish(bench, [key])
        #expect(shards.withLock { $0 } == [bench.engine.shard(of: key.bucket)])
    }

    @Test func `a subscriber begins with what the outbox holds and never goes back`() async throws {
        let bench = try await CommandBench.make()
        let reader = reader(bench)
        #expect(try await reader.cursor(of: "email", shard: 0) == nil)
        #expect(try await reader.register("email", shard: 0) == OutboxCursor(position: 0, startedAt: 0))
        try await publish(bench, [key, key, key])
        try await reader.saveCursor(of: "email", shard: 0, position: 2)
        try await reader.saveCursor(of: "email", shard: 0, position: 1)
        #expect(try await reader.register("email", shard: 0) == OutboxCursor(position: 2, startedAt: 0))
        #expect(try await reader.lag(of: "email", shard: 0) == 1)
    }

    @Test func `what all subscribers have passed goes, and the last event and the sequences stay`() async throws {
        let bench = try await CommandBench.make()
        let reader = reader(bench)
        try await publish(bench, [key, key, key, key])
        let now = bench.time.now()
        _ = try await reader.register("email", shard: 0)
        try await reader.saveCursor(of: "email", shard: 0, position: 4)
        #expect(try await reader.sweep(shard: 0, subscribers: ["email", "analytics"], before: now) == 0)
        _ = try await reader.register("analytics", shard: 0)
        try await reader.saveCursor(of: "analytics", shard: 0, position: 2)
        #expect(try await reader.sweep(shard: 0, subscribers: ["email", "analytics"], before: now, chunk: 1) == 2)
        try await reader.saveCursor(of: "analytics", shard: 0, position: 4)
        #expect(try await reader.sweep(shard: 0, subscribers: ["email", "analytics"], before: now) == 1)
        #expect(try await reader.register("late", shard: 0) == OutboxCursor(position: 3, startedAt: 3))
        try await publish(bench, [key])
        let read = try await reader.events(shard: 0, after: 4, names: [NotedEvent.name], limit: 10)
        #expect(read.events.map(\.sequence) == [5])
        #expect(read.events.map(\.position) == [5])
    }

    @Test func `what lies ahead is counted by name, from a place on`() async throws {
        let bench = try await CommandBench.make()
        try await publish(bench, [key, key, key])
        try await publishOther(bench)
        let reader = reader(bench)
        func count(_ names: Set<String>, after position: Int64) async throws -> Int? {
            try await reader.countEvents(shard: 0, after: position, names: names)
        }
        #expect(try await count([NotedEvent.name], after: 0) == 3)
        #expect(try await count([NotedEvent.name, "test.Other"], after: 1) == 3)
        #expect(try await count(["test.Other"], after: 0) == 1)
        #expect(try await count([NotedEvent.name], after: 4) == 0)
    }

    @Test func `far ahead, the count is an estimate by the share of the names`() async throws {
        let bench = try await CommandBench.make()
        try await publish(bench, [key])
        try await publishOther(bench)
        try await publish(bench, [key, key, key, key])
        let reader = reader(bench)
        #expect(try await reader.countEvents(shard: 0, after: 0, names: [NotedEvent.name], places: 2) == 3)
        #expect(try await reader.countEvents(shard: 0, after: 0, names: [NotedEvent.name], places: 10) == 5)
    }

    private func publishOther(_ bench: CommandBench) async throws {
        try await bench.database.write(bucket: key.bucket) { try await $0.publish(OtherEvent()) }
    }

    @Test func `events that nobody subscribes to go by age`() async throws {
        let bench = try await CommandBench.make()
        try await publish(bench, [key, key])
        bench.time.advance(.seconds(10))
        let cutoff = bench.time.now()
        try await publish(bench, [key, key])
        #expect(try await reader(bench).sweep(shard: 0, subscribers: [], before: cutoff) == 2)
    }

    @Test func `an event keeps its body, its time and its trace`() async throws {
        let time = TestTime()
        let writer = OutboxWriter(traceparent: { "00-trace" })
        let engine = try await TestEngines.make(
            shards: 1, services: TransactionServices(clock: time, outbox: writer), schema: SystemSchema.steps)
        let key = self.key
        try await Database(engine: engine).write(bucket: key.bucket) { try await $0.publish(NotedEvent(key: key)) }
        let reader = OutboxReader(database: Database(engine: engine), writer: writer)
        let event = try #require(
            try await reader.events(shard: 0, after: 0, names: [NotedEvent.name], limit: 1).events.first)
        #expect(try StoredJSON.decode(NotedEvent.self, from: event.body).key == key)
        #expect(event.traceparent == "00-trace")
        #expect(event.occurredAt == time.now())
    }
}

private struct OtherEvent: Event {
    static let name = "test.Other"
    var key: RoutingKey { RoutingKey("eu") }
}
