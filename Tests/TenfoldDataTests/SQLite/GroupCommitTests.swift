import TenfoldCore
import Testing

@testable import TenfoldData

struct GroupCommitTests {
    struct Boom: Error {}

    @Test func `bodies that wait together share a batch and all commit`() async throws {
        try await withDatabase { database, _ in
            let results = try await database.together(
                all: (1...20).map { id in { @Sendable in try await $0.insertItem(id) } })
            #expect(results.allSatisfy { if case .success = $0 { true } else { false } })
            #expect(try await database.itemIDs() == Array(1...20))
        }
    }

    @Test func `no outcome is delivered and no row is seen before the commit`() async throws {
        try await withDatabase { database, folder in
            let other = try await SQLiteDatabase.open(
                module: "test", folder: folder, buckets: database.buckets, steps: TestSchema.steps)
            let gate = Gate()
            let delivered = Noted<Int>()
            async let batch = database.together(
                { try await $0.insertItem(1) },
                { tx in
                    try await tx.insertItem(2)
                    gate.pass()
                }
            )
            try await eventually("the second body runs") { gate.hasArrival }
            #expect(try await other.itemIDs().isEmpty)
            #expect(delivered.all == [])
            gate.open()
            _ = try await batch
            #expect(try await other.itemIDs() == [1, 2])
            await other.close()
        }
    }

    @Test func `an early member of a batch does not learn its outcome while a later one still runs`() async throws {
        try await withDatabase { database, _ in
            let first = Gate()
            let second = Gate()
            let delivered = Noted<Int>()
            let early = Task {
                try await database.write(bucket: here) { tx in
                    try await tx.insertItem(1)
                    first.pass()
                }
                delivered.add(1)
            }
            try await eventually("the first body runs") { first.hasArrival }
            let late = Task { try await database.write(bucket: here) { _ in second.pass() } }
            try await eventually("the second body waits") { database.waitingTransactions(shard: 0) == 1 }
            first.open()
            try await eventually("the second body runs") { second.hasArrival }
            #expect(delivered.all == [])
            #expect(try await database.itemIDs().isEmpty)
            second.open()
            try await early.value
            try await late.value
            #expect(try await database.itemIDs() == [1])
        }
    }

    @Test func `commit actions run after the commit and before the outcome`() async throws {
        try await withDatabase { database, _ in
            let order = Noted<String>()
            try await database.write(bucket: here) { tx in
                try await tx.insertItem(1)
                tx.onCommit { order.add("committed") }
            }
            order.add("delivered")
            #expect(order.all == ["committed", "delivered"])
            _ = await faultCode {
                try await database.write(bucket: here) { tx in
                    tx.onCommit { order.add("never") }
                    throw Boom()
                }
            }
            #expect(order.all.count == 2)
        }
    }

    @Test func `bodies are never interleaved`() async throws {
        try await withDatabase { database, _ in
            let inside = Noted<String>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...100 {
                    group.addTask {
                        try await database.write(bucket: here) { tx in
                            inside.add("in \(id)")
                            try await tx.insertItem(id)
                            await Task.yield()
                            try await tx.execute("INSERT INTO child (id, item) VALUES (\(id), \(id))")
                            inside.add("out \(id)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let all = inside.all
            #expect(all.count == 200)
            for index in stride(from: 0, to: all.count, by: 2) {
                #expect(all[index].dropFirst(3) == all[index + 1].dropFirst(4))
            }
        }
    }

    @Test func `a member that throws is rolled back alone and gets its error`() async throws {
        try await withDatabase { database, _ in
            let runs = Noted<Int>()
            let results = try await database.together(
                { tx in
                    runs.add(1)
                    try await tx.insertItem(1)
                },
                { tx in
                    try await tx.insertItem(2)
                    throw Boom()
                },
                { try await $0.insertItem(3) }
            )
            #expect(throws: Boom.self) { try results[1].get() }
            #expect(try await database.itemIDs() == [1, 3])
            #expect(runs.all == [1])
        }
    }

    @Test func `a commit refused by a deferred foreign key fails its member alone`() async throws {
        try await withDatabase { database, _ in
            let results = try await database.together(
                { try await $0.insertItem(1) },
                { _ = try await $0.execute("INSERT INTO child (id, item) VALUES (1, 99)") },
                { try await $0.insertItem(3) }
            )
            #expect(results.map(\.faultCode) == [nil, .statementFailed, nil])
            #expect(try await database.itemIDs() == [1, 3])
            let children = try await database.read(shard: 0) {
                try await $0.one("SELECT count(*) FROM child", as: Int.self)
            }
            #expect(children == 0)
        }
    }

    @Test func `an interrupt loses the batch, and the other members run again`() async throws {
        // With so small a page cache the statement writes to the log while it runs, which shows that it does.
        var options = patientOptions()
        options.pageCacheBytes = 64 << 10
        try await withDatabase(options: options) { database, folder in
            let runs = Noted<Int>()
            let gate = Gate()
            let first = Task {
                try await database.write(bucket: here) { tx in
                    runs.add(1)
                    try await tx.insertItem(1)
                    gate.pass()
                }
            }
            try await eventually("the first body runs") { gate.hasArrival }
            let second = Task {
                try await database.write(bucket: here) { tx in
                    try await tx.execute(
                        """
                        INSERT INTO item WITH RECURSIVE n(value) AS (SELECT 1000 UNION ALL SELECT value + 1 FROM n)
                        SELECT value, 'n' || value FROM n
                        """)
                }
            }
            try await eventually("the second body waits") { database.waitingTransactions(shard: 0) == 1 }
            gate.open()
            try await eventually("the second statement runs") {
                try DurableFile.read(folder.file("test.sqlite-wal"))?.count ?? 0 > 1 << 20
            }
            second.cancel()
            try await first.value
            #expect(await second.result.faultCode == .cancelled)
            #expect(runs.all == [1, 1])
            #expect(try await database.itemIDs() == [1])
        }
    }

    @Test func `a caller that is cancelled while it waits never runs`() async throws {
        try await withDatabase { database, _ in
            let gate = Gate()
            let runs = Noted<Int>()
            let holder = Task { try await database.write(bucket: here) { _ in gate.pass() } }
            try await eventually("the holder runs") { gate.hasArrival }
            let cancelled = Task { try await database.write(bucket: here) { _ in runs.add(1) } }
            try await eventually("the body waits") { database.waitingTransactions(shard: 0) == 1 }
            cancelled.cancel()
            gate.open()
            try await holder.value
            #expect(await cancelled.result.faultCode == .cancelled)
            #expect(runs.all == [])
        }
    }

    @Test func `a full line refuses newcomers`() async throws {
        var options = patientOptions()
        options.waitingTransactions = 1
        try await withDatabase(options: options) { database, _ in
            let gate = Gate()
            let holder = Task { try await database.write(bucket: here) { _ in gate.pass() } }
            try await eventually("the holder runs") { gate.hasArrival }
            let waiting = Task { try await database.insertItem(1) }
            try await eventually("the body waits") { database.waitingTransactions(shard: 0) == 1 }
            #expect(await faultCode { try await database.insertItem(2) } == .unavailable)
            gate.open()
            try await holder.value
            try await waiting.value
            #expect(try await database.itemIDs() == [1])
        }
    }

    @Test func `close finishes what waits and refuses the rest`() async throws {
        try await withDatabase { database, folder in
            let gate = Gate()
            let holder = Task { try await database.write(bucket: here) { _ in gate.pass() } }
            try await eventually("the holder runs") { gate.hasArrival }
            let waiting = Task { try await database.insertItem(1) }
            try await eventually("the body waits") { database.waitingTransactions(shard: 0) == 1 }
            async let closed: Void = database.close()
            gate.open()
            try await holder.value
            try await waiting.value
            await closed
            #expect(await faultCode { try await database.insertItem(2) } == .unavailable)
            let again = try await SQLiteDatabase.open(
                module: "test", folder: folder, buckets: database.buckets, steps: TestSchema.steps)
            #expect(try await again.itemIDs() == [1])
            await again.close()
        }
    }

    @Test func `another process that keeps the file locked makes writes unavailable`() async throws {
        var options = patientOptions()
        options.busyTimeout = .milliseconds(20)
        try await withDatabase(options: options) { database, folder in
            let file = try ConnectionFile(path: folder.file("test.sqlite"), isReadOnly: false, busyTimeout: .seconds(1))
            let gate = Gate()
            try WorkerThread.start {
                try? file.use { connection in
                    try connection.run("BEGIN IMMEDIATE")
                    gate.pass()
                }
            }
            try await eventually("the file is locked") { gate.hasArrival }
            #expect(await faultCode { try await database.insertItem(1) } == .unavailable)
            gate.open()
            try await eventually("the file is free") { await faultCode { try await database.insertItem(2) } == nil }
            #expect(try await database.itemIDs() == [2])
        }
    }
}
