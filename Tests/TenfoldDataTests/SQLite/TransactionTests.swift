import TenfoldCore
import Testing

@testable import TenfoldData

struct TransactionTests {
    @Test func `a transaction with an error cannot commit, even when the body swallows it`() async throws {
        try await withDatabase { database, _ in
            let code = await faultCode {
                try await database.write(bucket: here) { tx in
                    try await tx.insertItem(1)
                    _ = try? await tx.insertItem(1)
                }
            }
            #expect(code == .transactionIsDead)
            let ids = try await database.itemIDs()
            #expect(ids.isEmpty)
        }
    }

    @Test func `after an error every further statement is refused`() async throws {
        try await withDatabase { database, _ in
            let codes = Noted<Fault.Code?>()
            _ = await faultCode {
                try await database.write(bucket: here) { tx in
                    codes.add(await faultCode { _ = try await tx.execute("NONSENSE") })
                    codes.add(await faultCode { try await tx.insertItem(1) })
                }
            }
            #expect(codes.all == [.statementFailed, .transactionIsDead])
        }
    }

    @Test func `an error inside a savepoint undoes only the savepoint`() async throws {
        try await withDatabase { database, _ in
            try await database.write(bucket: here) { tx in
                try await tx.insertItem(1)
                _ = try? await tx.savepoint {
                    try await tx.insertItem(2)
                    try await tx.savepoint { try await tx.insertItem(3) }
                    try await tx.insertItem(1)
                }
                try await tx.insertItem(4)
            }
            #expect(try await database.itemIDs() == [1, 4])
        }
    }

    @Test func `a constraint's name is in the error`() async throws {
        try await withDatabase { database, _ in
            try await database.insertItem(1)
            do {
                try await database.insertItem(1)
                Issue.record("an equal key was accepted")
            } catch let fault as Fault {
                #expect(fault.code == .statementFailed)
                #expect(fault.detail.contains("UNIQUE constraint failed: item.id"))
            }
        }
    }

    @Test(arguments: [
        "COMMIT", " -- so\n rollback", "/* now */ BEGIN", ";SAVEPOINT a", "PRAGMA synchronous = OFF", "END",
    ])
    func `a body cannot control the transaction by SQL`(text: String) async throws {
        try await withDatabase { database, _ in
            let code = await faultCode {
                try await database.write(bucket: here) { _ = try await $0.execute(SQL(stringLiteral: text)) }
            }
            #expect(code == .statementFailed)
        }
    }

    @Test func `a writer with an old bucket map is fenced off`() async throws {
        try await withDatabase { database, _ in
            try await database.write(shard: 0) { tx in
                _ = try await tx.execute("UPDATE tenfold_fence SET epoch = 2 WHERE bucket = \(here.number)")
            }
            let results = try await withOtherBucket(database)
            #expect(results == [.wrongShard, nil])
            #expect(try await database.itemIDs() == [2])
        }
    }

    private func withOtherBucket(_ database: SQLiteDatabase) async throws -> [Fault.Code?] {
        [
            await faultCode { try await database.insertItem(1) },
            await faultCode { try await database.write(bucket: Bucket(8)) { try await $0.insertItem(2) } },
        ]
    }

    @Test func `a read sees one state while others commit`() async throws {
        try await withDatabase { database, _ in
            try await database.insertItem(1)
            let gate = Gate()
            let read = Task {
                try await database.read(shard: 0) { snapshot in
                    let before = try await snapshot.one("SELECT count(*) FROM item", as: Int.self)
                    gate.pass()
                    return [before, try await snapshot.one("SELECT count(*) FROM item", as: Int.self)]
                }
            }
            try await eventually("the read runs") { gate.hasArrival }
            try await database.insertItem(2)
            gate.open()
            #expect(try await read.value == [1, 1])
            #expect(try await database.itemIDs() == [1, 2])
        }
    }

    @Test func `a read cannot write`() async throws {
        try await withDatabase { database, _ in
            let code = await faultCode {
                _ = try await database.read(shard: 0) {
                    try await $0.all("DELETE FROM item RETURNING id", as: Int.self)
                }
            }
            #expect(code == .statementFailed)
        }
    }

    @Test func `a read past its deadline is interrupted`() async throws {
        try await withDatabase { database, _ in
            let endless: SQL =
                "WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n) SELECT count(*) FROM n"
            let code = await faultCode {
                try await Call.$current.withValue(Call(deadline: .now + .milliseconds(50))) {
                    _ = try await database.read(shard: 0) { try await $0.one(endless, as: Int.self) }
                }
            }
            #expect(code == .deadlineExceeded)
            let ids = try await database.itemIDs()
            #expect(ids.isEmpty)
        }
    }

    @Test func `a full disk is a fault, and what was acknowledged stays`() async throws {
        var options = patientOptions()
        options.maximumFileBytes = 400 << 10
        try await withDatabase(options: options) { database, folder in
            let acknowledged = Noted<Int>()
            var code: Fault.Code?
            for id in 1...1000 where code == nil {
                code = await faultCode {
                    try await database.write(bucket: here) { tx in
                        let name = "\(id) " + String(repeating: "x", count: 4000)
                        try await tx.execute("INSERT INTO item (id, name) VALUES (\(id), \(name))")
                    }
                    acknowledged.add(id)
                }
            }
            #expect(code == .storageFull)
            #expect(acknowledged.all.count > 3)
            let ids = try await database.itemIDs()
            #expect(ids == acknowledged.all)
        }
    }

    @Test func `a full disk in a batch fails the member that was too large, and commits the small ones`() async throws {
        var options = patientOptions()
        options.maximumFileBytes = 400 << 10
        try await withDatabase(options: options) { database, _ in
            let results = try await database.together(
                { try await $0.insertItem(1) },
                { tx in
                    let name = String(repeating: "x", count: 1 << 20)
                    try await tx.execute("INSERT INTO item (id, name) VALUES (2, \(name))")
                },
                { try await $0.insertItem(3) }
            )
            #expect(results.map(\.faultCode) == [nil, .storageFull, nil])
            #expect(try await database.itemIDs() == [1, 3])
        }
    }

    @Test func `two shards hold their own buckets`() async throws {
        try await withDatabase(shards: 2) { database, _ in
            try await database.write(bucket: Bucket(0)) { try await $0.insertItem(1) }
            try await database.write(bucket: Bucket(4095)) { try await $0.insertItem(2) }
            let lists = try await TenfoldCore.Database(engine: database).readEverywhere {
                try await $0.all("SELECT id FROM item", as: Int.self)
            }
            #expect(lists == [[1], [2]])
        }
    }
}
