import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldData

struct StatementTests {
    enum Thing {}

    struct Everything: RowDecodable, Equatable {
        var id: ID<Thing>
        var text: String
        var number: Int
        var real: Double
        var isTrue: Bool
        var at: Date
        var bytes: [UInt8]
        var missing: String?

        init(row: inout Row) throws {
            id = try row.next()
            text = try row.next()
            number = try row.next()
            real = try row.next()
            isTrue = try row.next()
            at = try row.next()
            bytes = try row.next()
            missing = try row.next()
        }
    }

    @Test func `every kind of value comes back as it went in`() async throws {
        try await withDatabase(steps: [
            .step(
                "1",
                .table(
                    "thing", .id("id").primaryKey, .text("text"), .integer("number"), .real("real"),
                    .boolean("is_true"),
                    .timestamp("at"), .bytes("bytes"), .text("missing").nullable))
        ]) { database, _ in
            let at = Date(millisecondsSince1970: 1_700_000_000_123)
            let (id, row) = try await database.write(bucket: here) { tx in
                let id: ID<Thing> = tx.newID()
                try await tx.execute(
                    "INSERT INTO thing VALUES (\(id), \("ü\0'"), \(Int.min), \(2.0), \(true), \(at), \([UInt8]()), \(String?.none))"
                )
                return (id, try await tx.one("SELECT * FROM thing WHERE id = \(id)", as: Everything.self))
            }
            #expect(row.id == id)
            #expect(row.id.bucket == here)
            #expect(row.text == "ü\0'")
            #expect(row.number == Int.min)
            #expect(row.real == 2)
            #expect(row.isTrue)
            #expect(row.at == at)
            #expect(row.bytes == [])
            #expect(row.missing == nil)
        }
    }

    @Test func `a column of another kind is an error that names it`() async throws {
        try await withDatabase { database, _ in
            try await database.insertItem(1)
            do {
                _ = try await database.read(shard: 0) { try await $0.one("SELECT name FROM item", as: Int.self) }
                Issue.record("text was read as an integer")
            } catch let fault as Fault {
                #expect(fault.code == .unexpectedRow)
                #expect(fault.detail.contains("column 1 (name) should hold an integer and holds text"))
            }
        }
    }

    @Test func `a number that is not a number is refused`() async throws {
        try await withDatabase { database, _ in
            let code = await faultCode {
                _ = try await database.read(shard: 0) { try await $0.first("SELECT \(Double.nan)", as: Double.self) }
            }
            #expect(code == .statementFailed)
        }
    }

    @Test func `execute answers how many rows changed`() async throws {
        try await withDatabase { database, _ in
            try await database.insertItem(1)
            try await database.insertItem(2)
            let counts = try await database.write(bucket: here) { tx in
                [
                    try await tx.execute("UPDATE item SET name = name || '!'"),
                    try await tx.execute("INSERT INTO item (id, name) VALUES (1, 'a') ON CONFLICT DO NOTHING"),
                    try await tx.execute("DELETE FROM item WHERE id = \(1)"),
                ]
            }
            #expect(counts == [2, 0, 1])
        }
    }

    @Test func `an id in SQL is its 16 bytes`() async throws {
        try await withDatabase { database, _ in
            let text = "0190a5b0-0000-7007-8000-000000000001"
            let id = try #require(ID<Thing>(text))
            let hex = try await database.read(shard: 0) { try await $0.one("SELECT hex(\(id))", as: String.self) }
            #expect(hex.lowercased() == text.split(separator: "-").joined())
        }
    }

    private func withConnection(_ body: (ShardConnection) throws -> Void) throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let file = try ConnectionFile(path: folder.file("a.sqlite"), isReadOnly: false, busyTimeout: .seconds(1))
        try file.use(body)
        try file.close()
    }

    @Test func `the statement cache is bounded and drops what was not used for longest`() throws {
        try withConnection { connection in
            connection.limitStatements(to: 4)
            for number in 0..<20 {
                let answer = try connection.integer("SELECT \(number)")
                #expect(answer == number)
                #expect(try connection.integer("SELECT 1000") == 1000)
                #expect(connection.cachedStatementCount <= 4)
            }
            #expect(try connection.integer("SELECT 0") == 0)
        }
    }

    @Test func `parameters are found by their number, whatever their order`() throws {
        try withConnection { connection in
            try connection.runScript("CREATE TABLE t (a INTEGER, b INTEGER)")
            let part: SQL = "b = \(2)"
            let whole: SQL = "SELECT a FROM t WHERE \(part) AND a = \(1) AND '$1' = \("$1")"
            try connection.runScript("INSERT INTO t VALUES (1, 2)")
            #expect(try connection.hasRow(whole))
        }
    }

    @Test func `two statements at once are refused`() throws {
        try withConnection { connection in
            #expect(throws: Fault.self) { try connection.execute("SELECT 1; DROP TABLE item") }
            #expect(throws: Fault.self) { try connection.execute("") }
            let changed = try connection.execute("SELECT 1 ; \n")
            #expect(changed == 0)
        }
    }
}
