import GRDBSQLite
import TenfoldCore

/// One SQLite connection as its thread uses it: typed statements, transaction control, interruption.
final class ShardConnection {
    /// Who waits for the body that runs now; looked at every few thousand steps of SQLite's machine.
    var interruption: Interruption?
    private let handle: OpaquePointer
    private let isReadOnly: Bool
    private var statements: StatementCache
    private static let stepsBetweenChecks: CInt = 4000

    init(handle: OpaquePointer, isReadOnly: Bool) {
        self.handle = handle
        self.isReadOnly = isReadOnly
        statements = StatementCache(handle: handle)
        // The pointer is unretained: `finish` takes the handler away before this object goes.
        sqlite3_progress_handler(
            handle, Self.stepsBetweenChecks,
            { pointer in
                guard let pointer else { return 0 }
                let connection = Unmanaged<ShardConnection>.fromOpaque(pointer).takeUnretainedValue()
                return connection.interruption?.cause == nil ? 0 : 1
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Takes away all that refers to this object, and a transaction that an error left open. Call it when the thread is
    /// done with the connection.
    func finish() {
        rollBack()
        sqlite3_progress_handler(handle, 0, nil, nil)
        statements.removeAll()
    }

    func limitStatements(to count: Int) { statements.limit = count }
    var cachedStatementCount: Int { statements.count }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs a body's statement; answers how many rows it changed.
    func execute(_ sql: SQL) throws -> Int {
        let statement = try statement(for: sql)
        defer { statement.reset() }
        while try step(statement) {}
        return statement.isReadOnly ? 0 : Int(sqlite3_changes64(handle))
    }

    /// Runs a body's statement and calls `row` for each row until it returns false.
    func query(_ sql: SQL, row: (inout Row) throws -> Bool) throws {
        let statement = try statement(for: sql)
        defer { statement.reset() }
        while try step(statement) {
            var next = Row(statement)
            guard try row(&next) else { return }
        }
    }

    /// Runs one of the engine's own statements, for instance to control the transaction.
    func run(_ text: String) throws {
        let statement = try statements.statement(text, isOwn: true)
        defer { statement.reset() }
        while try step(statement) {}
    }

    /// The first row of one of the engine's own statements.
    func single<Value>(_ text: String, _ read: (PreparedStatement) throws -> Value) throws -> Value {
        let statement = try statements.statement(text, isOwn: true)
        defer { statement.reset() }
        guard try step(statement) else { throw Fault(.unexpectedRow, "no row came: \(text)") }
        return try read(statement)
    }

    /// Runs a script of the engine's own, which may hold several statements and is not kept.
    func runScript(_ text: String) throws {
        let code = sqlite3_exec(handle, text, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, doing: text) }
    }

    /// Whether a query of the engine's own finds a row.
    func hasRow(_ sql: SQL) throws -> Bool {
        let statement = try statement(for: sql)
        defer { statement.reset() }
        return try step(statement)
    }

    /// Undoes the open transaction, if SQLite has not done so already.
    func rollBack() {
        interruption = nil
        // A failure to roll back leaves nothing to do: the next BEGIN would fail, and say why.
        if isInTransaction { _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    private func statement(for sql: SQL) throws -> PreparedStatement {
        let statement = try statements.statement(sql.text, isOwn: false)
        try statement.bind(sql.values, handle: handle)
        return statement
    }

    private func step(_ statement: PreparedStatement) throws -> Bool {
        let code = statement.step()
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code, doing: statement.text)
        }
    }

    private func failure(_ code: CInt, doing text: String) -> Fault {
        if code & 0xff == SQLITE_INTERRUPT, let cause = interruption?.cause { return cause }
        if code & 0xff == SQLITE_READONLY, isReadOnly {
            return Fault(.statementFailed, "a read body cannot write; use database.write: \(text)")
        }
        return SQLiteFailure.fault(of: handle, sqlite3_extended_errcode(handle), doing: text)
    }
}
