import GRDBSQLite
import TenfoldCore

/// Translates SQLite's result codes (sqlite.org/rescode.html) to faults.
enum SQLiteFailure {
    static func fault(of handle: OpaquePointer, _ code: CInt, doing what: String) -> Fault {
        let message = String(cString: sqlite3_errmsg(handle))
        return Fault(Self.code(of: code), "\(explanation(of: code))\(message) (SQLite \(code), \(what))")
    }

    static func code(of resultCode: CInt) -> Fault.Code {
        switch resultCode & 0xff {
        case SQLITE_FULL, SQLITE_READONLY: .storageFull
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_CORRUPT, SQLITE_NOTADB,
            SQLITE_PROTOCOL, SQLITE_INTERRUPT, SQLITE_PERM, SQLITE_AUTH:
            .unavailable
        default: .statementFailed
        }
    }

    private static func explanation(of code: CInt) -> String {
        switch code & 0xff {
        case SQLITE_FULL: "the disk, or the file's allowance, is full; make room and try again: "
        case SQLITE_READONLY: "the database may only be read here; check who owns the data folder and its permissions: "
        case SQLITE_IOERR: "the disk failed to read or write; check its health and its free space: "
        case SQLITE_BUSY, SQLITE_LOCKED: "another process keeps the database locked; try again: "
        case SQLITE_CORRUPT, SQLITE_NOTADB: "the file is damaged or no SQLite database; restore it from a backup: "
        case SQLITE_NOMEM: "no memory is left for the statement: "
        default: ""
        }
    }
}
