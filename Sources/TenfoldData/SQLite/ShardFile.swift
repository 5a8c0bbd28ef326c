import FoundationEssentials
import TenfoldCore

/// Where one shard of a module lies, and how it comes into being.
struct ShardFile {
    let path: String
    private let buckets: [Bucket]
    private let epoch: Int

    init(module: String, shard: Int, folder: DataFolder, buckets: BucketMap) throws {
        guard !module.isEmpty,
            module.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        else {
            throw Fault(
                .programming,
                "a module's name is letters, digits, - and _, so that it can name a file; \(module) is not")
        }
        path = folder.file(buckets.shardCount == 1 ? "\(module).sqlite" : "\(module).\(shard).sqlite")
        self.buckets = buckets.buckets(of: shard)
        self.epoch = buckets.epoch
    }

    /// Opens the file for the writer, with its schema up to date.
    func open(options: SQLiteOptions, steps: ModuleSteps, now: Date) throws -> ConnectionFile {
        let file = try ConnectionFile(path: path, isReadOnly: false, busyTimeout: options.busyTimeout)
        try file.use { connection in
            try configure(connection, options)
            try createTables(on: connection)
            try Migrator(connection: connection, path: path).migrate(steps, now: now)
        }
        return file
    }

    /// What `open` would apply, without changing the file or making it.
    func pendingSteps(_ steps: ModuleSteps) throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return steps.all.map(\.name) }
        let file = try ConnectionFile(path: path, isReadOnly: true, busyTimeout: .seconds(5))
        let pending = try file.use { try Migrator(connection: $0, path: path).pending(steps) }
        try file.close()
        return pending.map(\.name)
    }

    private func configure(_ connection: ShardConnection, _ options: SQLiteOptions) throws {
        try connection.runScript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        try connection.runScript("PRAGMA cache_size = \(-max(1, options.pageCacheBytes >> 10))")
        if let bytes = options.maximumFileBytes {
            let pageBytes = try connection.integer("PRAGMA page_size")
            try connection.runScript("PRAGMA max_page_count = \(max(1, Int64(bytes) / max(1, pageBytes)))")
        }
        // 2 is FULL: an acknowledged commit outlives a loss of power.
        guard try connection.text("PRAGMA journal_mode") == "wal", try connection.integer("PRAGMA synchronous") == 2
        else {
            throw Fault(.unavailable, "\(path) does not allow write-ahead logging; put the data folder on a local disk")
        }
    }

    private func createTables(on connection: ShardConnection) throws {
        try connection.inTransaction {
            try connection.runScript(Fence.schema)
            try connection.runScript(AppliedSteps.schema)
            if try !connection.hasRow(Fence.isFilled) { try Fence.fill(buckets, epoch: epoch, on: connection) }
        }
    }
}
