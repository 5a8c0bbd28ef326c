import GRDBSQLite
import TenfoldCore

/// One database file: held against writers for a moment, then read as it was in that moment, however long that takes.
///
/// Two connections, because SQLite cannot turn a transaction that may write into one that only reads: the first takes
/// the write lock, the second begins its snapshot behind it.
final class SnapshotFile {
    /// The file's name in the folder.
    let name: String
    private let writer: SQLiteHandle
    private let reader: SQLiteHandle
    private var isLocked = false

    init(name: String, in folder: String) throws {
        self.name = name
        writer = try SQLiteHandle(path: "\(folder)/\(name)")
        reader = try SQLiteHandle(path: "\(folder)/\(name)")
        // Without the log there are no snapshots: a reader would hold up the next commit for as long as it reads.
        guard try reader.column("PRAGMA journal_mode") == ["wal"] else {
            throw Fault(
                .unavailable,
                "\(folder)/\(name) is not in write-ahead mode: it is being made just now, or is no file of Tenfold. "
                    + "Try again once the app is ready")
        }
    }

    /// Takes the write lock if nobody has it at this moment.
    func tryLock() throws -> Bool {
        let code = writer.attempt("BEGIN IMMEDIATE")
        if code & 0xff == SQLITE_BUSY { return false }
        guard code == SQLITE_OK else { throw writer.failure(code, doing: "BEGIN IMMEDIATE") }
        isLocked = true
        return true
    }

    func unlock() {
        // It has written nothing; where even this fails, closing the connection frees the lock.
        if isLocked { _ = writer.attempt("ROLLBACK") }
        isLocked = false
    }

    /// Fixes the snapshot: what is committed now. False where SQLite could not at this moment.
    func tryBeginSnapshot() throws -> Bool {
        // BEGIN alone reads nothing, and would see whatever is there at the first read.
        let code = reader.attempt("BEGIN; SELECT count(*) FROM sqlite_schema")
        if code == SQLITE_OK { return true }
        endSnapshot()
        guard code & 0xff == SQLITE_BUSY else { throw reader.failure(code, doing: "beginning a snapshot") }
        return false
    }

    func endSnapshot() {
        if sqlite3_get_autocommit(reader.pointer) == 0 { _ = reader.attempt("ROLLBACK") }
    }

    /// Bytes of the snapshot.
    func size() throws -> Int64 {
        let numbers = try reader.column(
            "SELECT CAST(page_count * page_size AS TEXT) FROM pragma_page_count, pragma_page_size")
        return numbers.first.flatMap { Int64($0) } ?? 0
    }

    /// The schema steps that the file has had.
    func schema() throws -> [String] {
        guard try !reader.column("SELECT name FROM sqlite_schema WHERE name = 'tenfold_schema'").isEmpty else {
            return []
        }
        return try reader.column("SELECT name FROM tenfold_schema ORDER BY position")
    }

    /// Writes the snapshot to a new database file, by SQLite's online backup.
    func copy(to path: String, _ progress: BackupProgress) throws {
        let target = try SQLiteHandle(path: path, creates: true)
        // The copy is thrown away when this fails, so it needs neither journal nor fsync.
        try target.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        guard let backup = sqlite3_backup_init(target.pointer, "main", reader.pointer, "main") else {
            throw target.failure(sqlite3_errcode(target.pointer), doing: "copying \(name)")
        }
        defer { sqlite3_backup_finish(backup) }
        let size = try size()
        while true {
            let code = sqlite3_backup_step(backup, 256)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_OK else { throw target.failure(code, doing: "copying \(name)") }
            let (left, all) = (Int64(sqlite3_backup_remaining(backup)), Int64(sqlite3_backup_pagecount(backup)))
            try progress.advance(name, size * max(0, all - left) / max(1, all), of: size)
        }
    }

    /// Throws where a database file is damaged, as far as SQLite's quick check sees.
    static func check(_ path: String, called name: String) throws {
        let handle = try SQLiteHandle(path: path)
        let found = try handle.column("PRAGMA quick_check(1)")
        guard found == ["ok"] else {
            throw Fault(.unavailable, "\(name) is damaged: \(found.joined(separator: "; "))")
        }
    }
}
