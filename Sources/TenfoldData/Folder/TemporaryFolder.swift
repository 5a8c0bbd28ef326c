import FoundationEssentials
import Glibc
package import TenfoldCore

extension DataFolder {
    /// A new folder under the system's temporary one, for tests.
    package static func temporary(app: String = "test", stage: String = "test") throws -> DataFolder {
        let parent = FileManager.default.temporaryDirectory.path
        let path = "\(parent)/tenfold-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        ExitCleanup.add(path)
        return try DataFolder(path: path, app: app, stage: stage)
    }

    /// Closes the folder and removes it with all that it holds.
    package func remove() {
        close()
        try? FileManager.default.removeItem(atPath: path)
        ExitCleanup.forget(path)
    }
}

extension SQLiteDatabase {
    /// A database in a temporary folder, for tests. Close it, then remove the folder.
    package static func temporary(
        module: String = "test", shards: Int = 1, systemSteps: [SchemaStep] = [], steps: [SchemaStep] = [],
        services: TransactionServices = TransactionServices(), options: SQLiteOptions = SQLiteOptions()
    ) async throws -> (database: SQLiteDatabase, folder: DataFolder) {
        let folder = try DataFolder.temporary()
        let buckets = try BucketMapFile.open(in: folder, shards: shards)
        let database = try await open(
            module: module, folder: folder, buckets: buckets, systemSteps: systemSteps, steps: steps,
            services: services,
            options: options)
        return (database, folder)
    }
}
