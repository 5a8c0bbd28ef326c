import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

struct ForeignAwaitTests {
    actor Slow {
        func answer() async -> Int {
            try? await Task.sleep(for: .milliseconds(5))
            return 1
        }
    }

    @MainActor static func insertFromMainActor(_ tx: Transaction) async throws { try await tx.insertItem(5) }

    /// The body is refused, its statements are undone, and the writer goes on.
    private func expectRefused(_ body: @escaping @Sendable (Transaction) async throws -> Void) async throws {
        try await withDatabase { database, _ in
            let results = try await database.together(
                { try await $0.insertItem(1) },
                { tx in
                    try await tx.insertItem(2)
                    try await body(tx)
                    try await tx.insertItem(3)
                },
                { try await $0.insertItem(4) }
            )
            #expect(results.map(\.faultCode) == [nil, .suspendedInTransaction, nil])
            #expect(try await database.itemIDs() == [1, 4])
        }
    }

    @Test func `a body that sleeps is refused`() async throws {
        try await expectRefused { _ in try await Task.sleep(for: .seconds(3600)) }
    }

    @Test func `a body that waits for an actor at work is refused`() async throws {
        let slow = Slow()
        try await expectRefused { _ in _ = await slow.answer() }
    }

    @Test func `a body that goes to the main actor is refused, and no statement runs there`() async throws {
        try await expectRefused { try await Self.insertFromMainActor($0) }
    }

    @Test func `a body that waits for another task is refused`() async throws {
        try await expectRefused { _ in await Task.detached { try? await Task.sleep(for: .seconds(1)) }.value }
    }

    @Test func `a body that waits for a continuation that never comes holds up nobody`() async throws {
        try await expectRefused { _ in
            let (stream, continuation) = AsyncStream<Int>.makeStream()
            for await _ in stream {}
            continuation.finish()
        }
    }

    @Test func `a transaction inside a transaction is refused`() async throws {
        try await withDatabase { engine, _ in
            let database = TenfoldCore.Database(engine: engine)
            let code = await faultCode {
                try await database.write(bucket: here) { _ in
                    try await database.write(bucket: here) { try await $0.insertItem(1) }
                }
            }
            #expect(code == .suspendedInTransaction)
            let ids = try await engine.itemIDs()
            #expect(ids.isEmpty)
        }
    }

    @Test func `an orphaned body never runs a statement again`() async throws {
        try await withDatabase { database, _ in
            let errors = Noted<Fault.Code?>()
            let code = await faultCode {
                try await database.write(bucket: here) { tx in
                    try await tx.insertItem(1)
                    try? await Task.sleep(for: .seconds(3600))
                    errors.add(await faultCode { try await tx.insertItem(2) })
                    errors.add(await faultCode { try await tx.savepoint { try await tx.insertItem(3) } })
                }
            }
            #expect(code == .suspendedInTransaction)
            try await eventually("the orphan ends") { errors.all.count == 2 }
            #expect(errors.all == [.transactionIsDead, .transactionIsDead])
            try await database.insertItem(4)
            #expect(try await database.itemIDs() == [4])
        }
    }

    @Test func `an orphan is cancelled`() async throws {
        try await withDatabase { database, _ in
            let ended = Noted<Bool>()
            _ = await faultCode {
                try await database.write(bucket: here) { _ in
                    try? await Task.sleep(for: .seconds(3600))
                    ended.add(Task.isCancelled)
                }
            }
            try await eventually("the orphan ends") { !ended.all.isEmpty }
            #expect(ended.all == [true])
        }
    }

    @Test func `a body may use child tasks that stay within its transaction`() async throws {
        try await withDatabase { database, _ in
            try await database.write(bucket: here) { tx in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for id in 1...3 { group.addTask { try await tx.insertItem(id) } }
                    try await group.waitForAll()
                }
                async let fourth: Void = tx.insertItem(4)
                try await fourth
            }
            #expect(try await database.itemIDs() == [1, 2, 3, 4])
        }
    }

    @Test func `a leaked transaction does nothing after its end`() async throws {
        try await withDatabase { database, _ in
            let leaked = Noted<Transaction>()
            try await database.write(bucket: here) { leaked.add($0) }
            let tx = try #require(leaked.all.first)
            #expect(await faultCode { try await tx.insertItem(1) } == .transactionIsDead)
        }
    }

    @Test func `the caller's call is seen inside the body`() async throws {
        try await withDatabase { database, _ in
            let id = try await Call.$current.withValue(Call(requestID: RequestID("r-1"))) {
                try await database.write(bucket: here) { _ in Call.current.requestID }
            }
            #expect(id == RequestID("r-1"))
        }
    }

    @Test func `a read that awaits anything else is refused, and the reader goes on`() async throws {
        var options = patientOptions()
        options.readers = 1
        try await withDatabase(options: options) { database, _ in
            let code = await faultCode {
                try await database.read(shard: 0) { _ in try await Task.sleep(for: .seconds(3600)) }
            }
            #expect(code == .suspendedInTransaction)
            let ids = try await database.itemIDs()
            #expect(ids.isEmpty)
        }
    }

    /// On a busy machine a short sleep may be over before it has begun to wait: such a body was never left behind.
    @Test func `many bodies that are left behind disturb nobody`() async throws {
        try await withDatabase { database, _ in
            let codes = await withTaskGroup(of: (Int, Fault.Code?).self) { group in
                for id in 1...400 {
                    group.addTask {
                        let code = await faultCode {
                            try await database.write(bucket: here) { tx in
                                try await tx.insertItem(id)
                                if id % 2 == 0 { try? await Task.sleep(for: .milliseconds(5 + id % 7)) }
                                try await tx.execute("INSERT INTO child (id, item) VALUES (\(id), \(id))")
                            }
                        }
                        return (id, code)
                    }
                }
                return await group.reduce(into: [Int: Fault.Code?]()) { $0[$1.0] = $1.1 }
            }
            let succeeded = codes.filter { $0.value == nil }.keys.sorted()
            let ids = try await database.itemIDs()
            #expect(ids == succeeded)
            #expect(ids.filter { $0 % 2 == 1 } == Array(stride(from: 1, to: 400, by: 2)))
            #expect(codes.values.allSatisfy { $0 == nil || $0 == .suspendedInTransaction })
            #expect(succeeded.count < 300)
        }
    }
}
