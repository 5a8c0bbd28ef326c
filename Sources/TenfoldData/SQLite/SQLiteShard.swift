import Logging
import TenfoldCore

/// One shard file with its writer thread and its reader threads.
final class SQLiteShard: Sendable {
    let writer: Writer
    let readers: Readers
    private let readersEnded: [Completion]
    private let writerEnded = Completion()

    /// Starts the threads on a file whose schema is in place.
    init(database: String, shard: Int, file: ConnectionFile, options: SQLiteOptions) throws {
        writer = Writer(options: options, metrics: WriterMetrics(database: database, shard: shard))
        readers = Readers(options: options, database: database, shard: shard)
        readersEnded = (0..<max(1, options.readers)).map { _ in Completion() }
        do {
            try startReaders(path: file.path, options: options)
            try startWriter(file, options: options)
        } catch {
            readers.close()
            throw error
        }
    }

    /// Finishes what waits, moves the log into the file and closes it.
    func close() async {
        readers.close()
        for ended in readersEnded { await ended.wait() }
        writer.close()
        await writerEnded.wait()
    }

    private func startReaders(path: String, options: SQLiteOptions) throws {
        for ended in readersEnded {
            let file = try ConnectionFile(path: path, isReadOnly: true, busyTimeout: options.busyTimeout)
            try WorkerThread.start { [readers] in
                Self.serve(file, options: options) { readers.serve(on: $0) }
                ended.complete()
            }
        }
    }

    private func startWriter(_ file: ConnectionFile, options: SQLiteOptions) throws {
        try WorkerThread.start { [writer, writerEnded] in
            Self.serve(file, options: options) { connection in
                writer.serve(on: connection)
                try connection.runScript("PRAGMA wal_checkpoint(TRUNCATE)")
            }
            writerEnded.complete()
        }
    }

    private static func serve(_ file: ConnectionFile, options: SQLiteOptions, _ body: (ShardConnection) throws -> Void)
    {
        do {
            try file.use { connection in
                connection.limitStatements(to: options.cachedStatements)
                try body(connection)
            }
            try file.close()
        } catch {
            // Nothing is lost: what was committed is in the log, which the next start reads.
            Logger(label: "tenfold.database").warning("\(file.path) was not closed cleanly: \(error)")
        }
    }
}
