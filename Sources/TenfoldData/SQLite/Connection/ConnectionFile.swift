import GRDB
import TenfoldCore

/// Opens a database file through GRDB, and lends its connection to one thread at a time.
struct ConnectionFile: Sendable {
    let path: String
    let isReadOnly: Bool
    private let queue: DatabaseQueue

    /// - Parameter busyTimeout: how long a statement waits for another process, in seconds.
    init(path: String, isReadOnly: Bool, busyTimeout: Duration) throws {
        self.path = path
        self.isReadOnly = isReadOnly
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.label = "tenfold.database"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError {
            throw Fault(
                SQLiteFailure.code(of: error.extendedResultCode.rawValue),
                "the database \(path) cannot be opened: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")"
            )
        }
    }

    /// Runs `body` with the connection on the present thread, which has it to itself until `body` returns.
    func use<Value>(_ body: (ShardConnection) throws -> Value) throws -> Value {
        try queue.inDatabase { database in
            guard let handle = database.sqliteConnection else {
                throw Fault(.unavailable, "the database \(path) is closed")
            }
            let connection = ShardConnection(handle: handle, isReadOnly: isReadOnly)
            defer { connection.finish() }
            return try body(connection)
        }
    }

    func close() throws { try queue.close() }
}
