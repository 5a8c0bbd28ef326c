import GRDBSQLite
import TenfoldCore

/// A SQLite connection of the backup's own, for what GRDB does not lend: transactions of several files that overlap.
/// Used by one thread.
final class SQLiteHandle {
    let path: String
    let pointer: OpaquePointer

    init(path: String, creates: Bool = false) throws {
        self.path = path
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | (creates ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw Fault(SQLiteFailure.code(of: code), "the database \(path) cannot be opened (SQLite \(code))")
        }
        pointer = opened
    }

    deinit { sqlite3_close_v2(pointer) }

    /// Runs a script of the engine's own; answers SQLite's code.
    func attempt(_ script: String) -> CInt { sqlite3_exec(pointer, script, nil, nil, nil) }

    func run(_ script: String) throws {
        let code = attempt(script)
        guard code == SQLITE_OK else { throw failure(code, doing: script) }
    }

    /// The first column of every row, as text.
    func column(_ query: String) throws -> [String] {
        var rows: [String] = []
        let statement = try PreparedStatement(query, handle: pointer)
        defer { statement.finalize() }
        while true {
            switch statement.step() {
            case SQLITE_ROW: rows.append(try statement.text(at: 0))
            case SQLITE_DONE: return rows
            case let code: throw failure(code, doing: query)
            }
        }
    }

    func failure(_ code: CInt, doing what: String) -> Fault {
        let fault = SQLiteFailure.fault(of: pointer, code, doing: what)
        return Fault(fault.code, "\(path): \(fault.detail)")
    }
}
