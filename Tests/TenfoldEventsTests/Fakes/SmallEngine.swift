import GRDBSQLite
import TenfoldCore

/// A database in memory with as many shards as a test wants: one connection each, one transaction at a time over all. It keeps the
/// contract and nothing more, so that these tests need no storage engine of ours.
actor SmallEngine: DatabaseEngine {
    nonisolated let name = "subscriber"
    nonisolated let shardCount: Int
    private let connections: [Connection]
    /// Makes every transaction fail, as a database that is away.
    private var isAway = false

    init(shardCount: Int, schema: [SchemaStep]) throws {
        self.shardCount = shardCount
        connections = try (0..<shardCount).map { _ in try Connection() }
        for connection in connections {
            for change in schema.flatMap(\.changes) { try connection.run(Self.statement(change)) { _ in } }
        }
    }

    private(set) var refusals = 0
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    private func enter() async {
        if isBusy { await withCheckedContinuation { queue.append($0) } }
        isBusy = true
    }

    /// The next one comes in without a moment in which another could.
    private func leave() {
        if queue.isEmpty { isBusy = false } else { queue.removeFirst().resume() }
    }

    private func refuseWhenAway() throws {
        guard isAway else { return }
        refusals += 1
        throw Fault(.unavailable, "the database is away")
    }

    func setAway(_ isAway: Bool) { self.isAway = isAway }

    nonisolated func shard(of bucket: Bucket) -> Int { bucket.number * shardCount / Bucket.count }

    func read<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Snapshot) async throws -> Value
    ) async throws -> Value {
        try refuseWhenAway()
        await enter()
        defer { leave() }
        return try await body(Snapshot(runner: Runner(connection: connections[shard])))
    }

    func write<Value: Sendable>(
        bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value { try await write(shard: shard(of: bucket), bucket: bucket, body) }

    func write<Value: Sendable>(
        shard: Int, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value { try await write(shard: shard, bucket: Bucket(0), body) }

    private func write<Value: Sendable>(
        shard: Int, bucket: Bucket, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try refuseWhenAway()
        await enter()
        defer { leave() }
        let connection = connections[shard]
        let transaction = Transaction(
            runner: Runner(connection: connection), bucket: bucket, services: TransactionServices())
        defer { transaction.scope.end() }
        try connection.run("BEGIN") { _ in }
        do {
            let value = try await TransactionScope.$isInside.withValue(true) { try await body(transaction) }
            try connection.run("COMMIT") { _ in }
            return value
        } catch {
            try connection.run("ROLLBACK") { _ in }
            throw error
        }
    }

    private static func statement(_ change: SchemaChange) -> SQL {
        switch change {
        case .createTable(let table):
            let columns = table.columns.map { column in
                "\(column.name) \(column.kind == .text ? "TEXT" : column.kind == .id || column.kind == .bytes ? "BLOB" : "INTEGER")"
                    + (column.isNullable ? "" : " NOT NULL") + (column.isPrimaryKey ? " PRIMARY KEY" : "")
            }
            let key = table.primaryKey.isEmpty ? [] : ["PRIMARY KEY (\(table.primaryKey.joined(separator: ", ")))"]
            return SQL(stringLiteral: "CREATE TABLE \(table.name) (\((columns + key).joined(separator: ", ")))")
        case .createIndex(let index):
            return SQL(
                stringLiteral: "CREATE INDEX \(index.name) ON \(index.table) (\(index.columns.joined(separator: ", ")))"
            )
        case .statement(let text): return SQL(stringLiteral: text)
        case .addColumn: return "SELECT 1"
        }
    }
}

/// One connection. `@unchecked` holds because only its engine, an actor, uses it, and bodies never suspend elsewhere.
final class Connection: @unchecked Sendable {
    private var handle: OpaquePointer?

    init() throws {
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK else { throw Fault(.unavailable, "no memory database") }
    }

    deinit { sqlite3_close_v2(handle) }

    @discardableResult
    func run(_ sql: SQL, row: (inout Row) throws -> Void) throws -> Int {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql.text, -1, &statement, nil) == SQLITE_OK else { throw failure(sql) }
        defer { sqlite3_finalize(statement) }
        for (index, value) in sql.values.enumerated() { bind(value, statement, CInt(index + 1)) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                var present = Row(StatementRow(statement: statement))
                try row(&present)
            case SQLITE_DONE: return Int(sqlite3_changes(handle))
            default: throw failure(sql)
            }
        }
    }

    private func failure(_ sql: SQL) -> Fault {
        Fault(.statementFailed, "\(sqlite3_errmsg(handle).map { String(cString: $0) } ?? ""): \(sql.text)")
    }

    private func bind(_ value: SQLValue, _ statement: OpaquePointer?, _ index: CInt) {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value), .timestamp(let value): sqlite3_bind_int64(statement, index, value)
        case .real(let value): sqlite3_bind_double(statement, index, value)
        case .text(let text): sqlite3_bind_text(statement, index, text, -1, copied)
        case .bytes(let bytes):
            sqlite3_bind_blob(statement, index, bytes.isEmpty ? [0] : bytes, CInt(bytes.count), copied)
        case .id(let high, let low):
            let bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
            sqlite3_bind_blob(statement, index, bytes, 16, copied)
        }
    }
}

private struct Runner: StatementRunner {
    let connection: Connection

    func execute(_ sql: SQL) async throws -> Int { try connection.run(sql) { _ in } }
    func query(_ sql: SQL, row: (inout Row) throws -> Bool) async throws {
        var wantsMore = true
        try connection.run(sql) { if wantsMore { wantsMore = try row(&$0) } }
    }
    func beginSavepoint() async throws { try connection.run("SAVEPOINT s") { _ in } }
    func releaseSavepoint() async throws { try connection.run("RELEASE s") { _ in } }
    func rollbackSavepoint() async throws {
        try connection.run("ROLLBACK TO s") { _ in }
        try connection.run("RELEASE s") { _ in }
    }
}

private struct StatementRow: ColumnSource {
    let statement: OpaquePointer?

    var columnCount: Int { Int(sqlite3_column_count(statement)) }
    func isNull(at index: Int) -> Bool { sqlite3_column_type(statement, CInt(index)) == SQLITE_NULL }
    func integer(at index: Int) throws -> Int64 { sqlite3_column_int64(statement, CInt(index)) }
    func real(at index: Int) throws -> Double { sqlite3_column_double(statement, CInt(index)) }
    func text(at index: Int) throws -> String {
        sqlite3_column_text(statement, CInt(index)).map { String(cString: $0) } ?? ""
    }
    func bytes(at index: Int) throws -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, CInt(index)))
        guard let start = sqlite3_column_blob(statement, CInt(index)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
    func id(at index: Int) throws -> (high: UInt64, low: UInt64) {
        let words = try bytes(at: index)
        let high = words.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = words.dropFirst(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return (high, low)
    }
    func timestamp(at index: Int) throws -> Int64 { try integer(at: index) }
}
