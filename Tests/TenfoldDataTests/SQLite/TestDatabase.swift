import Dispatch
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

/// A database of one table in a folder of its own, gone when the test is over.
func withDatabase(
    shards: Int = 1, steps: [SchemaStep] = TestSchema.steps, options: SQLiteOptions = patientOptions(),
    services: TransactionServices = TransactionServices(),
    _ test: (SQLiteDatabase, DataFolder) async throws -> Void
) async throws {
    let (database, folder) = try await SQLiteDatabase.temporary(
        shards: shards, steps: steps, services: services, options: options)
    defer { folder.remove() }
    do {
        try await test(database, folder)
    } catch {
        await database.close()
        throw error
    }
    await database.close()
}

/// Batches that are not cut short by a slow machine.
func patientOptions() -> SQLiteOptions {
    var options = SQLiteOptions()
    options.batchTime = .seconds(30)
    return options
}

enum TestSchema {
    static let steps: [SchemaStep] = [
        .step(
            "1-tables",
            .table("item", .integer("id").primaryKey, .text("name")),
            .index("item_name", on: "item", "name", unique: true),
            .statement(
                "CREATE TABLE child (id INTEGER PRIMARY KEY, item INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) STRICT"
            ))
    ]
}

let here = Bucket(7)

extension SQLiteDatabase {
    func itemIDs() async throws -> [Int] {
        try await read(shard: 0) { try await $0.all("SELECT id FROM item ORDER BY id") }
    }

    func insertItem(_ id: Int) async throws {
        try await write(bucket: here) { try await $0.insertItem(id) }
    }

    /// Runs bodies as one batch, in their order: they gather behind one that holds the writer.
    func together<Value: Sendable>(
        _ bodies: (@Sendable (Transaction) async throws -> Value)...
    ) async throws -> [Result<Value, any Error>] {
        try await together(all: bodies)
    }

    func together<Value: Sendable>(
        all bodies: [@Sendable (Transaction) async throws -> Value]
    ) async throws -> [Result<Value, any Error>] {
        let gate = Gate()
        let holder = Task { try await self.write(bucket: here) { _ in gate.pass() } }
        try await eventually("the holder runs") { gate.hasArrival }
        var tasks: [Task<Value, any Error>] = []
        for body in bodies {
            let expected = tasks.count + 1
            tasks.append(Task { try await self.write(bucket: here, body) })
            try await eventually("the body waits") { self.waitingTransactions(shard: 0) == expected }
        }
        gate.open()
        try await holder.value
        var results: [Result<Value, any Error>] = []
        for task in tasks { results.append(await task.result) }
        return results
    }
}

extension Transaction {
    func insertItem(_ id: Int) async throws {
        try await execute("INSERT INTO item (id, name) VALUES (\(id), \("item \(id)"))")
    }
}

/// Holds up a thread, without suspending a task, until the test opens it.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, hasArrival: false))
    private let semaphore = DispatchSemaphore(value: 0)

    var hasArrival: Bool { state.withLock { $0.hasArrival } }

    func pass() {
        let isOpen = state.withLock { state in
            state.hasArrival = true
            return state.isOpen
        }
        // A test that failed before it opened the gate must not hold its thread, and with it the whole run, for ever.
        if !isOpen { _ = semaphore.wait(timeout: .now() + .seconds(60)) }
    }

    func open() {
        state.withLock { $0.isOpen = true }
        semaphore.signal()
    }
}

/// Something that threads tell a test.
final class Noted<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    var all: [Value] { values.withLock { $0 } }
    func add(_ value: Value) { values.withLock { $0.append(value) } }
}

/// The fault's code that an action ends with, or nil.
func faultCode(_ action: () async throws -> Void) async -> Fault.Code? {
    do {
        try await action()
        return nil
    } catch {
        return (error as? Fault)?.code
    }
}

extension Result {
    var faultCode: Fault.Code? {
        if case .failure(let error) = self { (error as? Fault)?.code } else { nil }
    }
}
